"""Plain words for what the catalogue defines, generated from the definition."""
