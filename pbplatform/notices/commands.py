"""What an operator connects to the mail server."""

from __future__ import annotations

import sys

import click

from pbplatform.core.transaction import transaction
from pbplatform.notices.domain.bounce import LONGEST_BYTES, read_bounce
from pbplatform.notices.services.bouncing import note_bounce
from pbplatform.web.clock import now
from pbplatform.web.commands import application


@click.command()
def bounces() -> None:
    """Read a mail that came back, from standard input; for the mail server's own delivery.

    It always ends well, so that no bounce of a bounce is sent, and names no address.
    """
    bounce = read_bounce(sys.stdin.buffer.read(LONGEST_BYTES))
    if bounce is None:
        click.echo("This is no report of a mail that did not arrive.")
        return
    with application().app_context(), transaction() as session:
        noted = note_bounce(session, bounce, now=now())
    click.echo("Noted." if noted else "Not a mail of ours of the last days.")
