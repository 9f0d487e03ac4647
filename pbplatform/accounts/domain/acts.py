"""Which acts need two people: each slice announces its own, and the one page shows them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import DomainError

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What is asked: the subject's path, the scope of the roles, and what the first person saw."""

    subject: str
    scope: str
    facts: Facts


@dataclass(frozen=True)
class ActKind:
    """An act that two people do.

    Attributes:
        name: `<slice>.<what>`, in the log and the database.
        roles: who may ask and confirm; the rule of two people comes on top.
        refuse: why it may not be asked for or done now.
        perform: does it, in the caller's transaction, and writes its own entry.
        lately: two working days before an instant; a role that one of the two gave the other must
            be older.
        public_before: roles given after this instant are too new.
        lapses_at: when it can no longer be confirmed, at the latest; None for seven days.
        told: facts that may stand in the entry of the asking.
    """

    name: str
    roles: frozenset[str]
    refuse: Callable[[Session, ActorRef, Asked, datetime], DomainError | None]
    perform: Callable[[Session, Pair, Asked, datetime], None]
    lately: Callable[[Session, datetime], datetime]
    public_before: Callable[[Session, Asked, datetime], datetime]
    lapses_at: Callable[[Session, Asked, datetime], datetime] | None = None
    told: Callable[[Asked], dict[str, Any]] = lambda _asked: {}


KINDS: dict[str, ActKind] = {}


def register(kind: ActKind) -> ActKind:
    """Make a kind known; each name once."""
    if KINDS.get(kind.name, kind) is not kind:
        raise ValueError(f"two acts are called {kind.name}")
    KINDS[kind.name] = kind
    return kind
