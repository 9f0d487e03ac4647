"""Attacks that nobody sees by one receipt and one checkpoint from before the close.

`make attack-log` tries them all; what it misses is this list and nothing else. The page for
experts shows it, and docs/rules/audit.md section 13 has the same names.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class NotSeen:
    """One attack.

    Attributes:
        name: what is done; in English it is the name that the attack has in `make attack-log`.
        who: who can see it all the same.
    """

    name: LazyString
    who: LazyString


_TWO = _l("The log names two people. Only these two can say that they never did it.")
_TAKEN_OUT = _l(
    "The voter reads it by the receipt, or asks whether anybody voted in their name. The log names "
    "two people. Only these two can say that they never did it."
)
_LOOKS = _l("Only the voter sees it, who asks whether anybody voted in their name.")
_OWN = _l("Only the voter sees it, by the receipt or the tracker.")
_RECEIPT = _l(
    "Only the voter sees it, by the receipt. Nothing else shows a vote in its first hour."
)
_DROPPED = _l(
    "Only the voter sees it, by the receipt, or who asks whether anybody voted in their name."
)
_TRACKER = _l("Only voters see it, who look up their own tracker, and whoever opens the box again.")
_DICE = _l("Only people see it who watched the dice, or kept a checkpoint from after the lot.")
_LATER = _l("Only a checkpoint shows it that somebody kept from after the close.")

NOT_SEEN: tuple[NotSeen, ...] = (
    NotSeen(
        _l("roll padded before the freeze"),
        _l("Only people see it who compare the roll with those who really live there."),
    ),
    NotSeen(_l("roll padded after the freeze in two people's names"), _TWO),
    NotSeen(
        _l("box key swapped before the first vote"),
        _l("Only a checkpoint shows it that somebody kept from the start of the vote."),
    ),
    NotSeen(_l("votes for voters who never look"), _LOOKS),
    NotSeen(_l("votes for voters who never look, by SQL"), _LOOKS),
    NotSeen(_l("vote of a voter who never looks replaced"), _OWN),
    NotSeen(_l("vote of the last hour never put in order"), _DROPPED),
    NotSeen(_l("vote of the last hour swapped before it is in order"), _RECEIPT),
    NotSeen(_l("vote taken out in two people's names"), _TAKEN_OUT),
    NotSeen(_l("voting extended in two people's names"), _TWO),
    NotSeen(_l("project withdrawn in two people's names"), _TWO),
    NotSeen(
        _l("papers that nobody handed out"),
        _l(
            "Only people see it who count the papers by hand, and voters who got no paper and ask "
            "whether anybody voted in their name."
        ),
    ),
    NotSeen(_l("ballots altered while opening, nobody looks"), _TRACKER),
    NotSeen(_l("ballot exchanged for another at the opening"), _TRACKER),
    NotSeen(
        _l("one tracker given to two voters"),
        _l("Only these two see it, when they check their receipts together."),
    ),
    NotSeen(_l("dice typed otherwise than they fell"), _DICE),
    NotSeen(_l("lot changed when the votes are known"), _DICE),
    NotSeen(_l("name at the close changed"), _LATER),
    NotSeen(_l("objection to the count taken out"), _LATER),
)
