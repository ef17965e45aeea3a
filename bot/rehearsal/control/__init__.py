"""The control API: acting as a person, and reading what that person sees. The page and the tests use it."""
