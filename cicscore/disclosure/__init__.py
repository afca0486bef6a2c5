"""Disclosure control: an edition of a document in which no small count of children can be worked out.

``counts`` reads what a document prints, ``relations`` says how counts add up, ``attack`` works out between
which values a hidden count must lie, ``choose`` hides the least that keeps every small count uncertain, and
``edition`` turns an internal document into the one that is published.
"""
