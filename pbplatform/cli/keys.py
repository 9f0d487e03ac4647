"""`pbplatform keys …`: secrets and the key folder (ruling 13)."""

from __future__ import annotations

import click

from config import Settings
from pbplatform import create_app
from pbplatform.audit.domain.log_key import FILE as LOG_KEY
from pbplatform.audit.domain.log_key import PROMISE_FILE, load_promise_key, make_promise_key
from pbplatform.audit.domain.notes import LogKey
from pbplatform.audit.services.promise_keys import revoke
from pbplatform.cli.installation import make_key_dir, new_secret, settings
from pbplatform.cli.setup import require_tables
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.voting.jobs.act_clock import act_now


@click.group()
def keys() -> None:
    """Secrets and the key folder."""


@keys.command()
def secret() -> None:
    """Print a new secret for SECRET_KEY."""
    click.echo(new_secret())


@keys.command(name="init")
def init_keys() -> None:
    """Make the key folder, closed to everybody else on this machine, and the keys that sign."""
    found = settings()
    make_key_dir(found)
    click.echo(f"{found.key_dir} is there, open to you alone. {LOG_KEY} in it signs the logs,")
    click.echo(f"{PROMISE_FILE} signs what receipts of votes promise.")
    click.echo("Keep it apart from the database and its backups.")


@keys.command(name="revoke-promise")
@click.argument("key_id")
@click.option("--by", "name", required=True, help="Name of the person who answers for it.")
@click.option("--reason", required=True, help="Why. This is public.")
@click.confirmation_option(
    prompt="The public log will say that this key signs nothing any more, for good. Go on?"
)
def revoke_promise_key(key_id: str, name: str, reason: str) -> None:
    """Say in public that a key of promises signs nothing any more; this cannot be taken back.

    KEY_ID is the 8 letters between the two plus signs of the key, as the page for experts shows
    it. Where it is this machine's own key, it goes, and another one is made.
    """
    found = settings()
    require_tables(found)
    with create_app(found).app_context():
        actor = ActorRef(kind="command", key=name, role="operator", name=name)
        with transaction() as session:
            revoked = revoke(session, key_id, actor=actor, reason=reason, now=act_now(session))
        db.session.remove()
        db.engine.dispose()
    click.echo(f"The public log says that the key {key_id} is revoked.")
    if _drop_own(found, revoked.key):
        click.echo(f"Another {PROMISE_FILE} was made. The worker names it in the public log.")
    else:
        click.echo(f"On the machine that has it, delete {PROMISE_FILE} and run `keys init`.")


def _drop_own(found: Settings, revoked: LogKey) -> bool:
    """Replace this machine's key where it is the revoked one."""
    own = load_promise_key(found.key_dir)
    if own is None or own.public_key().public_bytes_raw() != revoked.raw:
        return False
    (found.key_dir / PROMISE_FILE).unlink()
    return make_promise_key(found.key_dir)
