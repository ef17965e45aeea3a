"""What is said outside."""
