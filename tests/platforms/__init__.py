"""The chat products, each against recorded payloads and against the workspace it can be rehearsed in."""
