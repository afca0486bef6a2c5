"""What differs between two catalogues, or between two scorecards: found by meaning, told in words."""
