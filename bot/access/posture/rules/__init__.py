"""What is proposed, what is decided, and who was called in to answer people."""
