"""A round of participatory budgeting: its dates, money, committees, rules and freeze."""
