"""Figures that others published, read from open-data files, and where an authority stands among them."""
