"""The forms of a restriction."""
