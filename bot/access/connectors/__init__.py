"""What connectors list, close and give back, in our words."""
