"""The extracts that a return supplies: every function reads as its rule does."""
