"""What a report is asked: categories, their questions, and places."""
