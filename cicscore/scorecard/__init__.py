"""From a catalogue and extracts to a Scorecard: rows counted, figures rated and compared."""
