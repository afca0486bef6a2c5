"""The SSDA903 return: recognise its files, merge its years, and derive the extracts that are counted."""
