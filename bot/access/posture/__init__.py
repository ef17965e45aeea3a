"""Who should hold the accounts: unchanged, all hands, or restricted (domain.md §2.6)."""
