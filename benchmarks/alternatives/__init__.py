"""What a user would otherwise write: each script stands alone, and knows nothing of cicscore."""
