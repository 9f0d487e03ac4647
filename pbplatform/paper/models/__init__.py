"""Tables of paper. No table says which sheet came from which voter."""
