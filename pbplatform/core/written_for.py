"""Who wrote a thing down for somebody, as the slice knows it that keeps it.

Whoever wrote an idea or a point down for a person is a pen and nothing else: they do not read,
publish or refuse it, and they do not support it. What decides that is in lower slices, which ask
here. Source: docs/rules/intake.md section 1.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import DomainError, NotAllowed

# Whether this account wrote the thing with this path down for somebody.
WriterReader = Callable[[Session, str, int], bool]
_READERS: list[WriterReader] = []


def announce_writers(reader: WriterReader) -> None:
    """Make the reader of a slice known; the same one again changes nothing."""
    if reader not in _READERS:
        _READERS.append(reader)


def wrote_down(session: Session, actor: ActorRef, path: str) -> bool:
    """Whether `actor` wrote the thing with this path down for somebody else."""
    who = actor.account_id
    return who is not None and any(read(session, path, who) for read in _READERS)


def refuse_writer_to_judge(session: Session, actor: ActorRef, path: str) -> DomainError | None:
    """Why whoever wrote a thing down may not read it as staff; None for everybody else."""
    return NotAllowed("intake.wrote_it_down") if wrote_down(session, actor, path) else None


def refuse_writer_to_support(session: Session, actor: ActorRef, path: str) -> DomainError | None:
    """Why whoever wrote a thing down may not support it; None for everybody else."""
    return NotAllowed("intake.own_support") if wrote_down(session, actor, path) else None
