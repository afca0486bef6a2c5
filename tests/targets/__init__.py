"""A council's own targets, beside the extracts."""
