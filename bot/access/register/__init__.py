"""The register: which accounts there are, and who can get into each by which means."""
