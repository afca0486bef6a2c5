"""The extracts that a return supplies, a module for each theme: every function reads as its rule does.

What the return leaves open is settled in the plainest way, and put to the test: ``Supposing`` names what
is unknown, and supposing it makes each function give the rows that would be furthest from the plain ones.
A figure that comes out otherwise then rests on what the return does not hold (see ``tables.table.Doubt``).
"""
