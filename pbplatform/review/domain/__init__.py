"""Values, clocks and sums: no session, no web."""
