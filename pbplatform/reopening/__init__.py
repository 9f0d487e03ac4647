"""What comes after the opening of a box: it is opened again, and its key ends."""
