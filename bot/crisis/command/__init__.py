"""Who commands, hands over, or is asked to because nobody does."""
