"""How a series of figures moves over a longer time, told from chance by stated tests."""
