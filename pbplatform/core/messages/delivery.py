"""Sentences of the delivery slice."""

from flask_babel import LazyString

MESSAGES: dict[str, LazyString] = {}
