"""`pbplatform keys …`: secrets and the key folder (ruling 13)."""

from __future__ import annotations

import click

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
    """Make the key folder, closed to everybody else on this machine."""
    found = settings()
    make_key_dir(found)
    click.echo(f"{found.key_dir} is there, open to you alone.")
    click.echo("Keep it apart from the database and its backups.")
