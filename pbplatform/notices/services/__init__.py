"""Functions for each verb."""
