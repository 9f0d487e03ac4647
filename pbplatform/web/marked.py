"""Sentences with markup in them: names in their own direction, values escaped."""

from __future__ import annotations

import re

from markupsafe import Markup, escape


def named(name: str) -> Markup:
    """A name that people wrote, in its own direction, never translated."""
    return Markup('<bdi translate="no">{}</bdi>').format(name)


def marked(sentence: str) -> Markup:
    """A sentence of ours with markup in it, whose values went through `safe`."""
    return Markup(sentence)  # noqa: S704  # translators are trusted, values are escaped


def safe(**values: object) -> dict[str, Markup]:
    """Values for a sentence with markup: all escaped."""
    return {name: escape(value) for name, value in values.items()}


_LEAD = re.compile(r"\s*<strong>(.*?)</strong>(.*)", re.DOTALL)


def lead_and_text(html: Markup) -> tuple[str, str]:
    """A status sentence as plain words: what stands out at its beginning, and the rest."""
    found = _LEAD.fullmatch(html)
    if found is None:
        return "", html.striptags()
    lead, text = (Markup(part).striptags() for part in found.groups())  # noqa: S704  # ours
    return lead, text
