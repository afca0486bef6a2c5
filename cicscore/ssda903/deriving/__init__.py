"""The extracts that a return supplies, a module for each theme: every function reads as its rule does.

What the return does not record comes with the rows: cells of which only the limits are known, and rows that
the return may lack (see ``unrecorded``).
"""
