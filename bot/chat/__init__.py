"""The neutral vocabulary between what people do in a chat and what the crisis makes of it. No chat product in here."""
