"""Responders are paged when a crisis opens; who can't come or says nothing is followed by their deputy."""
