"""Sentences of the review slice."""

from flask_babel import LazyString

MESSAGES: dict[str, LazyString] = {}
