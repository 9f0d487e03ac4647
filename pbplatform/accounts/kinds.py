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
    """A role was given.

    Values: `name`, `role`, `expires`; also `title`.
    """
    ROLE_ENDED = "place:role:ended"
    """A role was ended; `receiver` instead of a reason where it was handed over.

    Values: `role`, `name`, `reason` or `receiver`; also `own`.
    """
    ROLE_OFFERED = "place:role:offered"
    """Somebody was asked to take a role and must accept it; no name before they do.

    Values: `role`, `expires`.
    """
    ROLE_ACCEPTED = "place:role:accepted"
    """Somebody accepted a role they were asked to take.

    Values: `name`, `role`, `expires`, `asked_by`, `confirmed_by` where an auditor did; also
    `title`.
    """
    ROLE_DECLINED = "place:role:declined"
    """Who was asked to take a role said no.

    Values: `role`; also `expires`.
    """
    ROLE_OFFER_TAKEN_BACK = "place:role:offer_taken_back"
    """Somebody is no longer asked to take a role.

    Values: `role`; also `expires`.
    """
    ACTS_HANDED_OVER = "place:acts:handed_over"
    """What was open with one person in a role went to another.

    Values: `name`, `receiver`, `acts`; also `role`.
    """
    AUDITOR_LOOKED = "place:audit:looked"
    """An auditor has looked at the log up to an entry. It says nothing about what was found.

    Values: `entries`.
    """
    NAME_CHANGED = "place:name:changed"
    """Somebody with a public role changed their name. One entry for each scope.

    Values: `name_before`, `name`, `role`.
    """
    ACCOUNT_ERASED = "place:account:erased"
    """Somebody had what was kept about them erased. The entry names nobody."""
    PAIR_ASKED = "place:pair:asked"
    """One person asked for something that two people do; `facts_sha256` is the hash of what they
    saw.

    Values: `act`; also `count`, `damaged`, `differs`, `fingerprint`, `held`, `key_sha256`,
    `missing`, `number`, `opening`, `same`, `sha256`, `sheets`.
    """
    PAIR_CONFIRMED = "place:pair:confirmed"
    """Two people did something together. What it did has an entry of its own beside this one.

    Values: `act`, `first`, `second`; also `facts_sha256`.
    """
    PAIR_TURNED_DOWN = "place:pair:turned_down"
    """A second person turned down what was asked for.

    Values: `act`; also `facts_sha256`.
    """
    PAIR_TAKEN_BACK = "place:pair:taken_back"
    """Whoever asked for something took it back.

    Values: `act`.
    """
