"""Ideas of residents and the proposals delegates make of them."""
