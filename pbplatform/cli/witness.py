"""`pbplatform witness …`: outsiders who watch the logs are named and ended in public."""

from __future__ import annotations

import click

from pbplatform.audit.queries.witnesses import watched
from pbplatform.audit.services.witnessing import end_witness, name_witness
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.web.commands import application

_BY = click.option("--by", "first", required=True, help="Name of who answers for it. Public.")
_SECOND = click.option("--second", required=True, help="Name of a second person. Public.")


def _operator(name: str) -> ActorRef:
    return ActorRef(kind="command", key=name, role="operator", name=name)


@click.group()
def witness() -> None:
    """Name outsiders who watch the public logs, and end it."""


@witness.command(name="name")
@click.argument("key")
@click.option("--called", required=True, help="What pages call it: “Hackford Library”.")
@_BY
@_SECOND
def name_command(key: str, called: str, first: str, second: str) -> None:
    """Take what is signed by KEY, the line that `witness.py init` printed; the log says so."""
    with application().app_context(), transaction() as session:
        actor, at = _operator(first), act_now(session)
        made = name_witness(session, actor=actor, key=key, name=called, second=second, now=at)
        click.echo(f"{made.name} is a witness of the logs. The public log says so.")


@witness.command(name="end")
@click.argument("key")
@click.option("--reason", required=True, help="Why. This is public.")
@_BY
@_SECOND
def end_command(key: str, reason: str, first: str, second: str) -> None:
    """Take nothing more that is signed by KEY. What was signed before stays."""
    with application().app_context(), transaction() as session:
        actor, at = _operator(first), act_now(session)
        end_witness(session, actor=actor, key=key, reason=reason, second=second, now=at)
        click.echo("It is no witness any more. The public log says so.")


@witness.command(name="list")
def list_command() -> None:
    """Print every witness, when it looked last and how far it saw the site log."""
    with application().app_context():
        found = watched(db.session())
        if not found:
            click.echo("No witness is named.")
        for each in found:
            seen = (
                f"{each.size} entries at {each.at:%Y-%m-%d %H:%M} UTC" if each.at else "nothing yet"
            )
            click.echo(f"{each.name}{' (ended)' if each.ended else ''}: {seen}\n  {each.key}")
