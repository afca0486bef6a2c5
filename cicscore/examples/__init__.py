"""Worked examples: a few rows written in the catalogue, computed by the engine, and what they prove."""
