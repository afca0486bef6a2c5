"""What was set by hand: read, applied, shown, saved and published."""
