"""What holds of a round without a database: pure values and sums."""
