"""Access is restored, decided path by path."""
