"""A city to measure on: Hackford with all its rounds, forums and people, after the town's story."""
