"""What leaves the chat: the timeline as Markdown and JSON, and the proof that nothing in it was changed."""
