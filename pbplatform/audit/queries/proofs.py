"""That an entry stands in the signed tree of its log. Source: docs/rules/audit.md section 9."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pbplatform.audit.domain import tree
from pbplatform.audit.domain.notes import proof_text
from pbplatform.audit.queries.trees import newest_checkpoint, sealed_tree
from pbplatform.core.errors import Conflict


@dataclass(frozen=True)
class Proven:
    """An entry in the tree of the newest checkpoint.

    Attributes:
        size: entries that were signed together.
        text: the proof as a file, to be checked offline.
    """

    index: int
    size: int
    root: bytes
    text: str


def proven(session: Session, *, log: str, index: int, body: bytes) -> Proven | None:
    """The proof of an entry, checked; None while it is not signed.

    Raises:
        Conflict: it is not the one that was signed.
    """
    sealed = newest_checkpoint(session, log=log)
    if sealed is None or index >= sealed.size:
        return None
    nodes = sealed_tree(session, sealed).node
    proof = tree.inclusion_proof(nodes, index, sealed.size)
    if not tree.includes(tree.leaf_hash(body), index, sealed.size, proof, sealed.root):
        raise Conflict("check.log_not_signed_so", log=log, entries=sealed.size)
    return Proven(index, sealed.size, sealed.root, proof_text(index, proof, sealed.note))
