"""What is wrong, as values: each fault with its rule, place and advice, and how faults are printed."""
