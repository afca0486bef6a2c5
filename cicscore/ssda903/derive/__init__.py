"""The extracts that a return supplies: each function follows the wording of its rule."""
