"""Run worked examples: compute the rows written in the catalogue and compare them with expectations."""
