"""The engine: from a catalogue and extracts to a Scorecard."""
