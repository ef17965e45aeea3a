"""How the accounts are held in a crisis: unchanged, all hands, restricted."""
