"""Roles a person may hold, and what each may see and do in one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class Role(StrEnum):
    FACILITATOR = "facilitator"  # sets up rounds and forums, publishes, grants narrower roles
    DELEGATE = "delegate"  # of a committee: claims ideas, writes proposals, decides
    OFFICIAL = "official"  # of a team: prices proposals, answers points
    ELECTED = "elected"  # of a team: the named person an unanswered point is taken to
    CLERK = "clerk"  # of a round: the roll, letters, paper; of a forum: meetings, minutes
    AUDITOR = "auditor"  # of the place: reads everything that may be read
    TRUSTEE = "trustee"  # of a round: will hold a share of the opening key; nobody is given it yet


# Roles that do something. A trustee has no share to hold yet; grants of before stay readable.
GIVEN = tuple(role for role in Role if role is not Role.TRUSTEE)


class Waits(StrEnum):
    """What somebody typed that is kept, and not sent, until they open the link in a mail."""

    NOTHING = ""
    IDEA = "idea"


@dataclass(frozen=True)
class Waiting:
    """What waits for a sign-in link.

    Attributes:
        title: the words of whoever typed them, perhaps not of whoever gets the mail.
        goes_to: where it goes once it is sent, by name.
        kept_until: the instant from which it can no longer be sent.
    """

    what: str = Waits.NOTHING
    title: str = ""
    goes_to: str = ""
    kept_until: datetime | None = None


class AccountAct(StrEnum):
    """What a link that was mailed to somebody with an account does."""

    ADDRESS = "address"
    ERASE = "erase"


class AccountLog(LogKind):
    """What the public log tells of people and their roles. In words: docs/audit.md."""

    ROLE_GRANTED = "place:role:granted"
    ROLE_ENDED = "place:role:ended"
    ROLE_OFFERED = "place:role:offered"
    ROLE_ACCEPTED = "place:role:accepted"
    ROLE_DECLINED = "place:role:declined"
    ROLE_OFFER_TAKEN_BACK = "place:role:offer_taken_back"
    ACTS_HANDED_OVER = "place:acts:handed_over"
    AUDITOR_LOOKED = "place:audit:looked"
    NAME_CHANGED = "place:name:changed"
    ACCOUNT_ERASED = "place:account:erased"
    PAIR_ASKED = "place:pair:asked"
    PAIR_CONFIRMED = "place:pair:confirmed"
    PAIR_TURNED_DOWN = "place:pair:turned_down"
    PAIR_TAKEN_BACK = "place:pair:taken_back"
