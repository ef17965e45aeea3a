"""Who holds access to which account, and closing it to one or two who keep it."""
