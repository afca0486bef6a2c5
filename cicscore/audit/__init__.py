"""What arithmetic can prove about a printed scorecard, whoever made it.

A proof compares printed cells with each other, and allows for every way in which they can have been rounded:
half up or half even, before or after they were compared. What can be right is never a finding.
"""
