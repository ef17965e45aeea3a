"""Passwords and keys are known by their look, so that none is kept."""
