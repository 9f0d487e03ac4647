"""Tests of what changed because of people."""
