"""`pbplatform urn …`: close, open and count a round's box from the command line."""

from __future__ import annotations

import click
from flask import Flask
from tqdm import tqdm

from pbplatform import create_app
from pbplatform.cli.installation import settings
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.results.ceremony import Ceremony, open_and_count
from pbplatform.rounds import queries as rounds
from pbplatform.voting import queries as voting
from pbplatform.voting.act_clock import act_now
from pbplatform.voting.checks import refuse_other_log
from pbplatform.voting.keystore import KeyStore
from pbplatform.voting.services.close import LotState, close_urn, type_lot

OPERATOR = ActorRef(kind="command", key="operator", role="operator")


def _app() -> Flask:
    return create_app(settings())


@click.group()
def urn() -> None:
    """Close, open and count the box of a round."""


@urn.command()
@click.argument("round_slug", metavar="ROUND")
def close(round_slug: str) -> None:
    """Close the box of ROUND after its time is over."""
    app = _app()
    with app.app_context():
        round_ = rounds.round_by_slug(db.session(), round_slug)
        round_id = round_.id
        refuse_other_log(db.session(), round_, app.extensions["settings"].key_dir)
        with transaction() as session:
            counts = close_urn(session, actor=OPERATOR, round_id=round_id, now=act_now(session))
        click.echo(
            f"closed: {counts.envelopes} envelopes, {counts.marked} marks, "
            f"{counts.roll} voters on the roll"
        )


@urn.command()
@click.argument("round_slug", metavar="ROUND")
@click.argument("digits")
@click.option("--by", "name", required=True, help="Name of the person who types the number.")
def lot(round_slug: str, digits: str, name: str) -> None:
    """Type the dice number; a second person runs the same command with another name."""
    actor = ActorRef(kind="command", key=name, role="operator", name=name)
    said = {
        LotState.FIRST: "typed once; now a second person types the same number",
        LotState.STANDS: "the lot number stands",
        LotState.DIFFERS: "the two numbers differ; both people type the number again",
    }
    with _app().app_context():
        round_id = rounds.round_by_slug(db.session(), round_slug).id
        with transaction() as session:
            state = type_lot(
                session, actor=actor, round_id=round_id, digits=digits, now=act_now(session)
            )
        click.echo(said[state])


@urn.command("open")
@click.argument("round_slug", metavar="ROUND")
def open_(round_slug: str) -> None:
    """Open the closed box of ROUND, publish its ballots, count them.

    It can be stopped and started again: nothing is written before everything is opened.
    """
    app = _app()
    with app.app_context():
        session = db.session()
        round_id = rounds.round_by_slug(session, round_slug).id
        held = len(voting.slots_in_box(session, round_id))
        told = Ceremony(round_id, OPERATOR, KeyStore(app.extensions["settings"].key_dir), act_now)
        with tqdm(total=held, unit="ballot", desc="opening", disable=not held) as bar:

            def tell(opened: int) -> None:
                bar.update(opened)

            tallied = open_and_count(told, tell)
        if tallied is None:
            click.echo("counted before; now the storage of the box is rewritten too")
        else:
            click.echo(f"{len(tallied.result.winners)} winners of {tallied.result.ballots} ballots")
