"""Faults as values, each with its rule, place and advice, and how they are printed."""
