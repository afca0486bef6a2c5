"""Compute a Scorecard from a catalogue and extracts: count rows, then rate and compare figures."""
