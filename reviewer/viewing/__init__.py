"""Look at what came with a report without being hurt by it: no file is opened outside a sandbox."""
