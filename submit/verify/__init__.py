"""Check a site from outside: whether it serves, to every kind of visitor, what its root keys signed."""
