"""Areas, teams, holiday tables and the one working-day clock of a place."""
