"""What people put on the timeline, and what becomes of it."""
