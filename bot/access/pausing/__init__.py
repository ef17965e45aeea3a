"""Pausing everything that posts or pays by itself, item by item (domain.md §2.7): its owner does it, another looks."""
