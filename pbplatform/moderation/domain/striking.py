"""What stands where words went: a text under all decisions that hold. Pure.

Source: docs/rules/moderation.md section 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pbplatform.core.text import tidy_text
from pbplatform.core.texts import MARK, TextField

WHOLE = ""
"""Stands for all words, in the place of the words that are struck."""
# Shorter words are masked where they are a whole value, not inside another one.
_SHORTEST_INSIDE = 12


@lru_cache(maxsize=256)
def _pattern(struck: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in tidy_text(struck).split()]
    return re.compile(r"\s+".join(words), re.IGNORECASE)


def can_be_struck(struck: str) -> bool:
    """Whether there is a letter or a digit to look for, and no mark of ours."""
    return MARK not in struck and any(letter.isalnum() for letter in struck)


def places_of(struck: str, words: str) -> int:
    """How often the words stand there, small and capital letters alike."""
    return len(_pattern(struck).findall(words)) if can_be_struck(struck) else 0


def shown(field: TextField, decisions: Sequence[str]) -> str:
    """What everybody sees of a part.

    Args:
        field: with its words as they were before any decision.
        decisions: of each one that holds, by number: the struck words, or `WHOLE`.
    """
    if not field.words:
        return field.words
    if field.is_file:
        return "" if WHOLE in decisions else field.words
    words = field.words
    for struck in decisions:
        words = MARK if struck == WHOLE else _pattern(struck).sub(MARK, words)
    if field.longest is not None and len(words) > field.longest:
        return MARK  # a mark is longer than the letter it stands for, and the column is full
    return words


def belongs(path: str, subject: str) -> bool:
    """Whether what is said of `subject` (a path too) may hold words of the text at `path`.

    An answer, or minutes, belong to what their first four parts name; so do promises.
    """
    about, told = path.split("/"), subject.split("/")
    return about[:4] == told[:4] or about == told[: len(about)] or told == about[: len(told)]


def without(value: str, struck: str, kept: Iterable[str]) -> str:
    """What is said elsewhere of a text, without the words that went.

    Args:
        struck: the struck words, or `WHOLE`.
        kept: all words of the text that went, for `WHOLE`.
    """
    if struck != WHOLE:
        return shown(TextField("", value), [struck])
    for words in kept:
        if value == words:
            return MARK
        if len(words) >= _SHORTEST_INSIDE:
            value = value.replace(words, MARK)
    return value
