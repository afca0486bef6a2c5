"""A slow second implementation of the calculation in plain Python, to hold the engine against.

It shares no code with the package under test and no table library: rows are dictionaries, ``None`` is the
missing value, and every number is an ``int`` or a ``Fraction``. It trusts the catalogue and the extracts;
finding faults in them is not its business.
"""
