"""What a report is asked: categories and their questions, places, and the links people paste."""
