"""What the worker does for the vote: imports of registers, keys of boxes that are never opened."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.jobs import registers
from pbplatform.voting.services.destroying import keys_to_destroy, record_key_destroyed
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

KEYS_SECONDS = 300.0


def destroy_keys(settings: Settings) -> None:
    """Destroy the key where it lies, then say so; a machine without it says nothing.

    Source: docs/rules/rounds.md section 15.4.
    """
    keys = KeyStore(settings.key_dir)
    for slug in keys_to_destroy(db.session()):
        keys.destroy(slug)
        if keys.was_destroyed(slug):
            with transaction() as session:
                record_key_destroyed(session, slug=slug, now=now())


def steps(settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [
        *registers.steps(settings),
        WorkerStep("keys of boxes that are never opened", KEYS_SECONDS, destroy_keys),
    ]
