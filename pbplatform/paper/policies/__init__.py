"""Who may do what with paper, and when. Source: docs/rules/paper.md."""
