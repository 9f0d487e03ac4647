"""Every refusal code as a sentence: the one place where codes become words (ruling 33).

Each slice announces the sentences of its own codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import LazyString

from pbplatform.core.errors import DomainError
from pbplatform.web.presentation import long_date
from pbplatform.web.spoken import spoken
from pbplatform.web.words import refusals as general

MESSAGES: dict[str, LazyString] = dict(general.MESSAGES)


def announce_refusals(sentences: Mapping[str, LazyString]) -> None:
    """Make the sentences of a slice known.

    Raises:
        ValueError: two slices use the same code.
    """
    for code, sentence in sentences.items():
        if MESSAGES.setdefault(code, sentence) is not sentence:
            raise ValueError(f"two slices refuse by the code {code}")


def message_for(error: DomainError) -> str:
    """The sentence for a refusal, with its values filled in.

    Raises:
        KeyError: a code without a sentence; a test keeps this from happening.
    """
    sentence = str(MESSAGES[error.code])
    shown = {key: _shown(value) for key, value in error.params.items()}
    return sentence % spoken().telling(shown) if shown else sentence


def _shown(value: object) -> object:
    """Days as people say them; amounts follow, and everything else is as it is."""
    return long_date(value) if isinstance(value, date) else value
