"""Who wrote a thing down for somebody, as the slice knows it that keeps it.

Whoever wrote an idea or a point down for a person is a pen and nothing else: they do not read,
publish or refuse it, and they do not support it. What decides that is in lower slices, which ask
here. Source: docs/rules/intake.md section 1.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import DomainError, NotAllowed

# Of these pairs of a thing's path and an account: those where the account wrote the thing down.
Written = tuple[str, int]
WriterReader = Callable[[Session, Collection[Written]], frozenset[Written]]
_READERS: list[WriterReader] = []


def announce_writers(reader: WriterReader) -> None:
    """Make the reader of a slice known; the same one again changes nothing."""
    if reader not in _READERS:
        _READERS.append(reader)


def wrote_down(session: Session, actor: ActorRef, path: str) -> bool:
    """Whether `actor` wrote the thing with this path down for somebody else."""
    return _any_wrote(session, [(actor, path)])


def _any_wrote(session: Session, acts: Collection[tuple[ActorRef, str]]) -> bool:
    pairs = {(path, actor.account_id) for actor, path in acts if actor.account_id is not None}
    return bool(pairs) and any(read(session, pairs) for read in _READERS)


def refuse_writer_to_judge(session: Session, actor: ActorRef, *paths: str) -> DomainError | None:
    """Why whoever wrote a thing down may not read it as staff; None for everybody else.

    Args:
        paths: of one thing or many; one that they wrote down is enough.
    """
    wrote = _any_wrote(session, [(actor, path) for path in paths])
    return NotAllowed("intake.wrote_it_down") if wrote else None


def refuse_writer_to_support(
    session: Session, *supports: tuple[ActorRef, str]
) -> DomainError | None:
    """Why whoever wrote a thing down may not support it; None for everybody else.

    Args:
        supports: who supports the thing with which path, once or many times.
    """
    return NotAllowed("intake.own_support") if _any_wrote(session, supports) else None
