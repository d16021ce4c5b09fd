"""Several people, and several workstations, on one work: what one asks another, and what they exchange."""
