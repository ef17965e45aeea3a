"""Access is restricted to the keyholders, step by step."""
