"""What is kept, for how long, where else, and how it ends."""
