"""The posture as people meet it."""
