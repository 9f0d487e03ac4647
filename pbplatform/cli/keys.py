"""`pbplatform keys …`: secrets and the key folder (ruling 13)."""

from __future__ import annotations

import click

from pbplatform.audit.domain.log_key import FILE as LOG_KEY
from pbplatform.cli.installation import make_key_dir, new_secret, settings


@click.group()
def keys() -> None:
    """Secrets and the key folder."""


@keys.command()
def secret() -> None:
    """Print a new secret for SECRET_KEY."""
    click.echo(new_secret())


@keys.command(name="init")
def init_keys() -> None:
    """Make the key folder, closed to everybody else on this machine, and the key of the logs."""
    found = settings()
    make_key_dir(found)
    click.echo(f"{found.key_dir} is there, open to you alone. {LOG_KEY} in it signs the logs.")
    click.echo("Keep it apart from the database and its backups.")
