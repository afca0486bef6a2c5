"""Checks of what a catalogue means, beyond what has to be right before anything can be computed."""
