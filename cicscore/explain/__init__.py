"""Why a figure is what it is: how it came about, what moved it, and the rows behind it."""
