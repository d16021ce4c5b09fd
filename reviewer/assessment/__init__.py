"""Technical assessment: what a report names, and what can be told of it without asking anybody."""
