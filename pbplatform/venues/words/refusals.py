"""Refusals in words."""

from flask_babel import LazyString

MESSAGES: dict[str, LazyString] = {}
