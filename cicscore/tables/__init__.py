"""Hold extracts as tables, and evaluate expressions over their columns."""
