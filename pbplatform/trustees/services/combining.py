"""The opening key from what trustees type; nothing of it is kept. Source: rules section 3.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from pbplatform.core.errors import Conflict, raise_all
from pbplatform.trustees.domain.shares import (
    Dealt,
    Share,
    WrongShare,
    check_share,
    combine,
    read_share,
)


@dataclass(frozen=True)
class TypedShare:
    """What one trustee typed.

    Attributes:
        number: of the share.
        words: of its sheet.
        field: where it was typed, for what is wrong with it.
    """

    number: int
    words: str
    field: str = ""


def key_of_shares(dealt: Dealt, typed: Sequence[TypedShare]) -> ec.EllipticCurvePrivateKey:
    """The opening key; all that is wrong is said at once, each beside its share.

    Raises:
        Conflicts: shares that are wrong (`trustees.share_…`), each with its field.
        Conflict: the same share twice, or too few.
    """
    shares: list[Share] = []
    wrong: list[Conflict] = []
    for one in typed:
        try:
            share = read_share(one.number, one.words)
            check_share(dealt, share)
            if share.number in {other.number for other in shares}:
                raise WrongShare("twice")
        except WrongShare as error:
            wrong.append(refusal_of(error, one.field))
        else:
            shares.append(share)
    raise_all(wrong)
    try:
        return combine(dealt, shares)
    except WrongShare as error:
        raise refusal_of(error, "") from error


# Reasons of `WrongShare`, as refusals.
_CODES = {
    "empty": "trustees.share_empty",
    "words": "trustees.share_words",
    "unknown-word": "trustees.share_unknown_word",
    "checksum": "trustees.share_checksum",
    "other-number": "trustees.share_other_number",
    "other-key": "trustees.share_other_key",
    "twice": "trustees.share_twice",
    "too-few": "trustees.share_too_few",
}


def refusal_of(error: WrongShare, field: str) -> Conflict:
    """What is wrong with a share, for a page or a command."""
    code = _CODES[error.reason]
    if error.reason == "unknown-word" and not error.told["near"]:
        code = "trustees.share_no_such_word"
    return Conflict(code, field=field or None, **error.told)
