"""Keys that were ended are destroyed where they lie, and said to be. ceremony.md section 10."""

from __future__ import annotations

import logging

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.rewriting import rewrite_database
from pbplatform.core.transaction import transaction
from pbplatform.reopening.queries import keys_decided, keys_lost_by_trustees
from pbplatform.reopening.services.key_end import record_emptied, record_end, to_rewrite
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.services.rewriting import TABLES
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

SECONDS = 30.0
EMPTIED = ("envelope_separated", "roll_root", "roll_tile")  # with the end of a key
log = logging.getLogger(__name__)


def end_keys(settings: Settings) -> None:
    """Destroy what two people ended, then say so; a machine without the key says nothing."""
    keys = KeyStore(settings.key_dir)
    for slug in keys_decided(db.session()):
        destroy_key(keys, slug)
    for slug in keys_lost_by_trustees(db.session()):
        with transaction() as session:
            record_end(session, slug=slug, now=now())
    rewrite_after_keys()


def destroy_key(keys: KeyStore, slug: str) -> bool:
    """Whether the key of this round is gone now, from this machine, and both logs say so."""
    keys.destroy(slug)
    if not keys.was_destroyed(slug):
        return False
    with transaction() as session:
        record_end(session, slug=slug, now=now())
    return True


def rewrite_after_keys() -> None:
    """Write the tables of emptied votes anew; while somebody reads an older state, later again."""
    if not (waiting := to_rewrite(db.session())):
        return
    db.session.rollback()  # our own reading would keep the older state
    try:
        rewrite_database(db.engine, tables=(*EMPTIED, *TABLES), busy="urn.storage_in_use")
    except Conflict as busy:
        log.warning("tables of emptied votes are written anew later: %s", busy.code)
        return
    with transaction() as session:
        for round_id in waiting:
            record_emptied(session, round_id=round_id, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    return [WorkerStep("keys of certified boxes", SECONDS, end_keys)]
