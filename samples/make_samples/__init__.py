"""Make the samples: children who do not exist, arranged to give the published figures.

The script first decides who is in care and when (`cohorts`, `adoption`), then what happens to
each child (`placements`, `reviews`, `health` and the rest), and last writes it as CSV
(`extracts`). How many children something happens to is fixed by the published scorecard; which
ones, and when, is drawn at random from a fixed seed, so that the files are the same each time.
"""
