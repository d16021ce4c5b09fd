"""The offline tool: import, read, answer, publish; imports keys and the file formats of vault."""
