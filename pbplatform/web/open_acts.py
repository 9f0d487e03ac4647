"""What is open with a person in a role, and what stays where it is when they leave.

Each slice announces its own (`Slice.open_acts`). Source: docs/rules/accounts.md section 9.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class OpenAct:
    """One thing that waits for one person.

    Attributes:
        kind: which `OpenActs` told it.
        key: which one of that kind, in the words of its slice.
        account_id: with whom it is open.
        roles: the roles of which one is needed for it.
        scope: where that role holds.
        what: in words.
        url: its page; empty where it has none.
        by: its day.
        own: what becomes of it, where only its own person can do it; empty where another can.
    """

    kind: str
    key: str
    account_id: int
    roles: frozenset[str]
    scope: str
    what: str
    url: str = ""
    by: date | datetime | None = None
    own: str = ""

    @property
    def name(self) -> str:
        """How a form calls it."""
        return f"{self.kind}:{self.key}"


# What a slice does to give one act to another account: its key, from whom, to whom.
Hand = Callable[[Session, str, int, int], None]


@dataclass(frozen=True)
class OpenActs:
    """What a slice knows of open acts.

    Attributes:
        kind: `<slice>.<what>`.
        bound: what is open with any of these accounts.
        busy: asks for the accounts with which anything is open; told where another can have it.
        hand: gives one to another account; None where only its own person can do it.
        staying: what stays with a scope whoever holds roles in it, each a sentence with a number.
    """

    kind: str
    bound: Callable[[Session, Collection[int], datetime], list[OpenAct]] = lambda *_: []
    busy: Select[Any] | None = None
    hand: Hand | None = None
    staying: Callable[[Session, str, datetime], list[str]] = lambda *_: []
