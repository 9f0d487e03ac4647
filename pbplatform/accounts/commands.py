"""What an operator does for people: giving roles, and mails that were given up."""

from __future__ import annotations

from datetime import UTC, datetime, time

import click

from pbplatform.accounts import services
from pbplatform.accounts.kinds import GIVEN
from pbplatform.core.actor import ActorRef
from pbplatform.core.outbox import try_again
from pbplatform.core.transaction import transaction
from pbplatform.web.clock import now
from pbplatform.web.commands import application

OPERATOR = ActorRef(kind="command", key="", role="operator")


@click.command()
@click.option("--email", required=True)
@click.option("--role", required=True, type=click.Choice([role.value for role in GIVEN]))
@click.option("--scope", required=True, help="place, round:<slug>, team:<slug>, forum:<slug> …")
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Last day.")
@click.option("--name", default="", help="Their name as the public knows it.")
@click.option("--title", default="", help="Their post, such as “Head of Parks”.")
def grant(email: str, role: str, scope: str, until: datetime, name: str, title: str) -> None:
    """Give a person a role, in public. For the first facilitator, or when none is left."""
    with application().app_context(), transaction() as session:
        account = services.ensure_account(session, email=email, name=name or email.split("@")[0])
        services.grant_role(
            session,
            actor=OPERATOR,
            account_id=account.id,
            role=role,
            scope=scope,
            title=title,
            expires_at=datetime.combine(until.date(), time.max, tzinfo=UTC),
            now=now(),
        )
    click.echo(f"{name or email} is {role} of {scope} until {until:%d %B %Y}.")


@click.command(name="retry-mails")
def retry_mails() -> None:
    """Send again what was given up after the mail server failed for hours."""
    with application().app_context(), transaction() as session:
        again = try_again(session, now=now())
    click.echo(f"{again} mails are due again.")
