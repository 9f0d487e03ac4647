"""Sentences of the proposals slice."""

from flask_babel import LazyString

MESSAGES: dict[str, LazyString] = {}
