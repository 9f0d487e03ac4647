"""Pure values of projects that won."""
