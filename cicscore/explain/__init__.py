"""Explain a figure: how it was counted, what changed it, and the rows behind it."""
