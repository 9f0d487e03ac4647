"""What is shown: a module for each page or flow."""
