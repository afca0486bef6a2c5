"""What people set by hand: read from a file beside the extracts, checked, and looked up by figure and day."""
