"""Secrets and formats (docs/formats.md); imports nothing of the other packages."""
