"""The tests; a folder has the name of what it tests."""
