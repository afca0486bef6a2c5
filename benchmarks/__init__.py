"""How fast the program is, beside what a user would otherwise write. Run with ``make bench``."""
