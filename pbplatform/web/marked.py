"""Sentences with markup in them: names in their own direction, values escaped."""

from __future__ import annotations

import re
from collections.abc import Collection

from markupsafe import Markup, escape

from pbplatform.web.escaping import in_tags, mark


def named(name: str) -> Markup:
    """A name that people wrote, in its own direction, never translated."""
    return in_tags('<bdi translate="no">', name, "</bdi>")


def marked(sentence: str) -> Markup:
    """A sentence of ours with markup in it, whose values went through `safe`."""
    return mark(sentence)  # translators are trusted, values are escaped


def safe(**values: object) -> dict[str, Markup]:
    """Values for a sentence with markup: all escaped."""
    return {name: escape(value) for name, value in values.items()}


_NAMED = re.compile(r'<bdi translate="no">(.*?)</bdi>', re.DOTALL)


def names_in(html: Markup) -> tuple[str, ...]:
    """The names and words of people in a sentence of ours, as plain words."""
    return tuple(Markup(name).striptags() for name in _NAMED.findall(html))  # noqa: S704  # ours


def with_names(text: str, names: Collection[str]) -> Markup:
    """A plain sentence in which each of these names has its own direction again."""
    # The longest first: a name may stand inside another one.
    found = sorted({name for name in names if name}, key=len, reverse=True)
    if not found:
        return escape(text)
    parts = re.split("(" + "|".join(map(re.escape, found)) + ")", text)
    return Markup("").join(named(part) if part in found else part for part in parts)


_LEAD = re.compile(r"\s*<strong>(.*?)</strong>(.*)", re.DOTALL)


def lead_and_text(html: Markup) -> tuple[str, str]:
    """A status sentence as plain words: what stands out at its beginning, and the rest."""
    found = _LEAD.fullmatch(html)
    if found is None:
        return "", html.striptags()
    lead, text = (Markup(part).striptags() for part in found.groups())  # noqa: S704  # ours
    return lead, text
