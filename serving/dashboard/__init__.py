"""The dashboard: one self-contained page, made from the published file alone."""
