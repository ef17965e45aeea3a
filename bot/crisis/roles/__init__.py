"""Who has which role, and who is asked for one."""
