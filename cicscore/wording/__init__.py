"""Plain words for what the catalogue defines, made from the definition itself."""
