"""Addresses of pages, as reports carry them (docs/formats.md §5.6): their parts, platforms and accounts."""
