"""The questions as the room shows them."""
