"""What is due, and where the figures land."""
