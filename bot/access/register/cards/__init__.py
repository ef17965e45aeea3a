"""The register as people look at it."""
