"""Sentences of the responses slice."""

from flask_babel import LazyString

MESSAGES: dict[str, LazyString] = {}
