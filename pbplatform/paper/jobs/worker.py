"""What the worker does for paper: keys of batches go once the hand check is settled."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.paper.queries.checking import keys_of_batches_to_destroy
from pbplatform.paper.services.checking import record_batch_keys_destroyed
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

KEYS_SECONDS = 300.0


def destroy_batch_keys(settings: Settings) -> None:
    """Destroy the keys where they lie, then say so; a machine without them says nothing.

    Source: docs/rules/paper.md section 5.5.
    """
    keys = KeyStore(settings.key_dir)
    for slug in keys_of_batches_to_destroy(db.session()):
        keys.destroy_batch_keys(slug)
        if keys.batch_keys_were_destroyed(slug):
            with transaction() as session:
                record_batch_keys_destroyed(session, slug=slug, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("keys of batches of ballot papers", KEYS_SECONDS, destroy_batch_keys)]
