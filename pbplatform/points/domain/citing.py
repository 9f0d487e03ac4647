"""Which other thing an answer or a promise names. Pure; docs/rules/thread.md section 7.28."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_POINT = re.compile(r"forums/([^/]+)/points/(\d{1,9})(?:-[^/]*)?")
_PROJECT = re.compile(r"rounds/([^/]+)/(?:proposals|projects)/(\d{1,9})(?:-[^/]*)?")


def named_path(typed: str, forum_path: str) -> str | None:
    """The path of the thing that somebody named; empty for none, None where it can be nothing.

    Args:
        typed: an address of this site, with or without its host, or the number of a point.
        forum_path: of the forum whose points a number alone means.
    """
    words = typed.strip()
    if not words:
        return ""
    if re.fullmatch(r"\d{1,9}", words, re.ASCII):
        return f"{forum_path}/points/{int(words)}"
    try:
        path = urlsplit(words).path.strip("/")
    except ValueError:
        return None
    if found := _POINT.fullmatch(path):
        return f"forums/{found[1]}/points/{int(found[2])}"
    if found := _PROJECT.fullmatch(path):
        return f"rounds/{found[1]}/proposals/{int(found[2])}"
    return None


def is_project(path: str) -> bool:
    """Whether a path is that of a project."""
    return path.startswith("rounds/")
