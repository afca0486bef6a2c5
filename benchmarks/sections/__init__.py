"""What is measured, a theme each: its targets and its tables."""
