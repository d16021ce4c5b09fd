"""The desk: the workstation's pages, for one person, in a browser on the same machine."""
