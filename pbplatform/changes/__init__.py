"""What changed because of people: changed decisions, stories of projects, the year."""
