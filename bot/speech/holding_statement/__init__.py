"""What is said first: written by one person, approved by another, the approval bound to the text."""
