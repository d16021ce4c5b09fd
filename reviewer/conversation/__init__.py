"""Answers: written, put on boards in turn, and published."""
