"""Sentences of the voting slice."""

from flask_babel import LazyString

MESSAGES: dict[str, LazyString] = {}
