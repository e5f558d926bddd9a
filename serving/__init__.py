"""Everything after the marts: publishing, the summary's figures, analysts' questions."""
