"""Find cases by words in five languages and by facts, at the speed of typing."""
