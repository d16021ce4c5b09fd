"""The ceremony at which a deployment's keys are made: what is made, and how people are led through it."""
