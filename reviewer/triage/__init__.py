"""What is looked at first, by whom, and what may become of it."""
