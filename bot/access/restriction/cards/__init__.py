"""A restriction as people meet it."""
