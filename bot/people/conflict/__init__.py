"""Conflict of interest: who is involved in what a crisis is about, and kept out of it."""
