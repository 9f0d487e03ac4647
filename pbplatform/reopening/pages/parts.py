"""What pages, also of higher slices, show of a box after its opening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pbplatform.core.db import db
from pbplatform.reopening.kinds import KeyState
from pbplatform.reopening.models import OpenedAgain
from pbplatform.reopening.queries import BoxAfter, boxes_after
from pbplatform.reopening.words.after import again_words, key_words, who_opens_words
from pbplatform.reopening.words.roles import ROLES
from pbplatform.rounds.models import Round


@dataclass(frozen=True)
class Again:
    """One opening, for a page.

    Attributes:
        role: as what they opened it, in words.
    """

    stated: OpenedAgain
    role: str


@dataclass(frozen=True)
class BoxPart:
    """A box after its opening, in words.

    Attributes:
        again: whether anybody opened it again; empty before the opening.
        who: who could open it.
        key: whether the key still exists; empty before the freeze.
        openings: those taken back too.
        differs: another list came out, and nobody has answered it.
    """

    again: str
    who: str
    key: str
    state: KeyState
    openings: Sequence[Again]
    differs: bool


def box_part(round_: Round) -> BoxPart:
    """All that is told of the box of a round after its opening."""
    return box_parts([round_])[0]


def box_parts(rounds: Sequence[Round]) -> list[BoxPart]:
    """The same for each of these rounds."""
    return [_in_words(box) for box in boxes_after(db.session(), rounds)]


def _in_words(box: BoxAfter) -> BoxPart:
    return BoxPart(
        again=again_words(box),
        who=who_opens_words(box),
        key=key_words(box),
        state=box.key,
        openings=[Again(each, str(ROLES.get(each.by_role, each.by_role))) for each in box.openings],
        differs=any(each.holds_up for each in box.openings),
    )
