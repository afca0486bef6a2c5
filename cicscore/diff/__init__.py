"""Compare two catalogues, or two scorecards, by meaning, and describe the differences in words."""
