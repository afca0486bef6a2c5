"""Synthetic samples: extracts for a month, and the script that makes them."""
