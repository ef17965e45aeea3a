"""Who left, and may still have access."""
