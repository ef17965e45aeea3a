"""What is put in as proof."""
