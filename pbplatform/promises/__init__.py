"""Promises of officials: a day that is kept, or moved in public with a reason."""
