"""Crisis Commander: a chat bot that commands the response to a social-media crisis."""
