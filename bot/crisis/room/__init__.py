"""The room of a crisis in the chat: what became of it, who is in it, the language it speaks."""
