"""Opening a crisis: its kind, its room, who comes in."""
