"""The SSDA903 return: recognised, merged over its years, and turned into the extracts that are counted."""
