"""What is asked, and what is answered, unknown or skipped."""
