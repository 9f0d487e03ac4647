"""Sentences of the rounds slice."""

from flask_babel import LazyString

MESSAGES: dict[str, LazyString] = {}
