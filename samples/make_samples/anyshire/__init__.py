"""The samples of Anyshire, a made-up council, for November 2023 and the national catalogue.

Arranged are the figures that a panel was told of that month: who left care by adoption, children with an
education, health and care plan, and children without a school. Everything else is drawn by chance.
"""
