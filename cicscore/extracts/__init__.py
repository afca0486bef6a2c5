"""Extracts: from a folder of CSV files to typed tables, or to every fault that stands in the way."""
