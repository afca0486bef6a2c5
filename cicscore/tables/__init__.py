"""Tables of extracts, and expressions evaluated over their columns."""
