"""What takes several transactions, for pages, commands and the worker."""
