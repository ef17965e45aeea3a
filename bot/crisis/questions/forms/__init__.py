"""The forms in which questions are answered."""
