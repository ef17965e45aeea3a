"""What must hold whatever is done: each rule is tried on a whole crisis, not on one handler."""
