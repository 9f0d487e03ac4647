"""Which addresses a request may name as the place to go on to: paths of this site, nothing else.

Source: docs/rules/accounts.md section 1.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote

# As many characters as the database keeps of one.
LONGEST_PATH = 300
# An address that is encoded more often than this was not written by a page of ours.
_LAYERS = 4
# Control, format (they hide or turn text round), lone surrogates, unassigned, separators of lines.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})


def has_unseen(text: str) -> bool:
    """Whether `text` holds a character that a browser drops or a line of a log would end at."""
    return any(unicodedata.category(letter) in _UNSEEN for letter in text)


def is_local(path: str) -> bool:
    """Whether `path` stays on this site however a browser reads it.

    It begins with one slash; no part of it is empty, `.` or `..`; it has no backslash and no
    character that browsers drop, written plainly or encoded; and it is not longer than we keep.
    """
    if not path.startswith("/") or len(path) > LONGEST_PATH or has_unseen(path) or "\\" in path:
        return False
    plain = path.partition("#")[0].partition("?")[0]
    for _layer in range(_LAYERS):
        if "//" in plain or "\\" in plain or has_unseen(plain):
            return False
        if {".", ".."} & set(plain.split("/")):
            return False
        before, plain = plain, unquote(plain)
        if plain == before:
            return True
    return False


def local_or(path: str, otherwise: str) -> str:
    """`path` when it stays on this site, else another one."""
    return path if is_local(path) else otherwise
