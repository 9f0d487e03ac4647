"""Sentences of the results slice."""

from flask_babel import LazyString

MESSAGES: dict[str, LazyString] = {}
