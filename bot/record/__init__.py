"""What every recorded thing has: facts in a chain, the state they make, what falls due, and who declares which."""
