"""What the worker does for the vote: imports of registers, keys of boxes that are never opened."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.jobs import registers
from pbplatform.voting.services.destroying import keys_to_destroy, record_key_destroyed
from pbplatform.voting.services.wishes import forget_old_wishes
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

KEYS_SECONDS = 300.0
WISHES_SECONDS = 3600.0


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


def forget_wishes(_settings: Settings) -> None:
    """Numbers of voters who asked for another letter go once voting is over."""
    with transaction() as session:
        forget_old_wishes(session, now=now())


def steps(settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [
        WorkerStep("wishes for letters, once voting is over", WISHES_SECONDS, forget_wishes),
        *registers.steps(settings),
        WorkerStep("keys of boxes that are never opened", KEYS_SECONDS, destroy_keys),
    ]
