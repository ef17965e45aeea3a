"""What is learned before and after a crisis."""
