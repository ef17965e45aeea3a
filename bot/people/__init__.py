"""Who people are, what they may, and what they are called."""
