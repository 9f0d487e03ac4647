"""Whoever goes takes no proof away: what was proved before is proved after.

Source: docs/rules/audit.md sections 1.4 and 8, docs/rules/privacy.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.audit.domain import tree
from pbplatform.audit.domain.notes import Checkpoint, LogKey, verified
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.marks import LogMarks
from pbplatform.audit.queries.trees import newest_checkpoint, tree_of
from pbplatform.audit.queries.words import words_findings
from pbplatform.audit.services.sealing import seal
from pbplatform.core.actor import ActorRef
from tests.results.bundles import HOST, KEY
from tests.web.one_person import erase, in_order, rosa

__all__ = ["rosa"]
Proof = tuple[bytes, list[bytes]]


def signed(session: Session, folder: Path) -> Checkpoint:
    assert seal(session, SITE, marks=LogMarks(folder), host=HOST, key=KEY) is None
    session.commit()
    newest = newest_checkpoint(session, log=SITE)
    assert newest is not None
    key = LogKey(newest.checkpoint.origin, newest.public_key)
    assert verified(newest.note, key) == newest.checkpoint
    return newest.checkpoint


@pytest.mark.parametrize("words_too", [False, True])
def test_every_proof_from_before_an_erasure_holds_after_it(
    client: FlaskClient, session: Session, rosa: ActorRef, tmp_path: Path, words_too: bool
) -> None:
    before = in_order(session)
    first = signed(session, tmp_path)
    log_id = audit.ensure_log(session, SITE)
    stored = tree_of(session, log_id)
    proofs: list[Proof] = [
        (tree.leaf_hash(one.body), tree.inclusion_proof(stored.node, n, first.size))
        for n, one in enumerate(before)
    ]
    session.rollback()

    erase(client, session, **({"words_too": "y"} if words_too else {}))

    after = in_order(session)
    last = signed(session, tmp_path)
    assert last.size == len(after) > first.size == len(before)
    for n, (leaf, proof) in enumerate(proofs):
        assert tree.includes(leaf, n, first.size, proof, first.root)
    stored = tree_of(session, log_id)
    path = tree.consistency_proof(stored.node, first.size, last.size)
    assert tree.goes_on(first.size, first.root, last.size, last.root, path)
    for n, one in enumerate(after):  # and new proofs are made of every entry, old ones too
        proof = tree.inclusion_proof(stored.node, n, last.size)
        assert tree.includes(tree.leaf_hash(one.body), n, last.size, proof, last.root)
    assert not list(words_findings(session))
    assert (
        b"rosa"
        not in b"".join(bytes(one.body) for one in log.all_entries(session, log=SITE)).lower()
    )
