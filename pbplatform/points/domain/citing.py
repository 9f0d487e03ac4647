"""Which other thing an answer or a promise names. Pure; docs/rules/thread.md section 7.28."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pbplatform.core.text_slug import number_of

_POINT = re.compile(r"forums/([^/]+)/points/([^/]+)")
_PROJECT = re.compile(r"rounds/([^/]+)/(?:proposals|projects)/([^/]+)")


def named_path(typed: str, forum_path: str) -> str | None:
    """The path of the thing that somebody named; empty for none, None where it can be nothing.

    Args:
        typed: an address of this site, with or without its host, or the number of a point.
        forum_path: of the forum whose points a number alone means.
    """
    words = typed.strip()
    if not words:
        return ""
    if words.isdecimal():
        number = number_of(words)
        return None if number is None else f"{forum_path}/points/{number}"
    try:
        path = urlsplit(words).path.strip("/")
    except ValueError:
        return None
    for pattern, holder, things in (
        (_POINT, "forums", "points"),
        (_PROJECT, "rounds", "proposals"),
    ):
        found = pattern.fullmatch(path)
        number = number_of(found[2]) if found else None
        if found and number is not None:
            return f"{holder}/{found[1]}/{things}/{number}"
    return None


def is_project(path: str) -> bool:
    """Whether a path is that of a project."""
    return path.startswith("rounds/")
