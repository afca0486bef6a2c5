"""Checks of a catalogue's meaning, beyond the faults that prevent computation."""
