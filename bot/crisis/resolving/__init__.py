"""How a crisis is resolved, and opened again."""
