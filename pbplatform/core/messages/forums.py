"""Sentences of the forums slice."""

from flask_babel import LazyString

MESSAGES: dict[str, LazyString] = {}
