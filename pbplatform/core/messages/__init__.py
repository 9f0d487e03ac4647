"""Every refusal code as a sentence: the one place where codes become words (ruling 33)."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext

from pbplatform.core.errors import DomainError
from pbplatform.core.messages import (
    accounts,
    checks,
    delivery,
    forums,
    general,
    places,
    proposals,
    responses,
    results,
    review,
    rounds,
    voting,
)
from pbplatform.core.presentation import long_date

_SLICES = (
    general,
    accounts,
    places,
    rounds,
    proposals,
    review,
    voting,
    results,
    checks,
    forums,
    responses,
    delivery,
)
MESSAGES = {code: text for module in _SLICES for code, text in module.MESSAGES.items()}


def message_for(error: DomainError) -> str:
    """The sentence for a refusal, with its values filled in.

    Raises:
        KeyError: a code without a sentence; a test keeps this from happening.
    """
    sentence = str(MESSAGES[error.code])
    shown = {key: _shown(value) for key, value in error.params.items()}
    return sentence % shown if shown else sentence


def _shown(value: object) -> object:
    """Days as people say them; everything else as it is."""
    return long_date(value) if isinstance(value, date) else value


def generic_problem() -> str:
    """When we ourselves failed."""
    return str(gettext("Something went wrong on our side. Nothing you did was lost. Try again."))
