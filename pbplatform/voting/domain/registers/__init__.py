"""Files of a register: read, sifted row by row, never kept (docs/rules/voting.md section 11)."""
