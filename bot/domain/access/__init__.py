"""Who holds access: the register, what follows from it, and closing it."""
