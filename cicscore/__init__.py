"""A scorecard calculator for children in care."""
