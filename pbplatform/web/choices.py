"""Choices of radios and selects from plain pairs."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import LazyString
from wtforms.fields.choices import SelectChoice


def choices_of(pairs: Iterable[tuple[str, str | LazyString]]) -> list[SelectChoice]:
    """What WTForms wants of (value, label)."""
    return [SelectChoice(value, label=label) for value, label in pairs]
