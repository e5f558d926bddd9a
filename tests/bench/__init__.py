"""Benchmarks: figures, not tests. Nothing here runs under pytest."""
