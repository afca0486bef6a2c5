"""The register of what was published, and how published figures settle."""
