"""The web front end: pages, browser code and the client; imports vault and the public half of keys."""
