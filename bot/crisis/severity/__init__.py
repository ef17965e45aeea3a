"""How bad it is: what the answers give, and what the commander sets."""
