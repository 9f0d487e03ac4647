"""From winner to budget line to built."""
