"""Sentences of the places slice."""

from flask_babel import LazyString

MESSAGES: dict[str, LazyString] = {}
