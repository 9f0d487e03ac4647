"""`pbplatform urn …`: close, separate, open and count a round's box from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.results.jobs import ceremony
from pbplatform.results.jobs.ceremony import Ceremony, open_and_count
from pbplatform.rounds import queries as rounds
from pbplatform.trustees.commands import ask_for_key
from pbplatform.trustees.queries import frozen_trustees
from pbplatform.voting.commands import for_two_people, pair_of
from pbplatform.voting.domain.keystore import HeldKeys, KeyStore
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.policies import CLOSERS, refuse_to_open_early
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.queries.checks import refuse_other_log
from pbplatform.voting.queries.work import Part, rows_to_close
from pbplatform.voting.services.close import close_urn, type_lot_for_two
from pbplatform.web.bars import Bars
from pbplatform.web.clock import now
from pbplatform.web.commands import application

OPERATOR = ActorRef(kind="command", key="operator", role="operator")


_GOES_ON = "start it again and it goes on where it stood"


@contextmanager
def _stopped(what_holds: str) -> Iterator[None]:
    """Whoever stops an act is told in one line what holds now."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise click.ClickException(f"stopped; {what_holds}") from error


@click.group()
def urn() -> None:
    """Close, separate, open and count the box of a round."""


@urn.command()
@click.argument("round_slug", metavar="ROUND")
@for_two_people
def close(round_slug: str, first: str, second: str) -> None:
    """Close the box of ROUND for a clerk and an auditor, who confirmed its numbers.

    It can be stopped: then the box is open as before.
    """
    app = application()
    with app.app_context():
        round_ = rounds.round_by_slug(db.session(), round_slug)
        round_id = round_.id
        refuse_other_log(db.session(), round_, app.extensions["settings"].key_dir)
        rows = rows_to_close(db.session(), round_)
        with _stopped("the box is open as before"), Bars() as bars:
            tell = bars(Part.CLOSING, rows)
            with transaction() as session:
                at = act_now(session)
                round_ = rounds.round_by_slug(session, round_slug)
                pair = pair_of(session, round_, first, second, at, roles=CLOSERS)
                counts = close_urn(session, pair=pair, round_id=round_id, now=at, tell=tell)
        click.echo(
            f"closed: {counts.envelopes} envelopes, {counts.marked} marks, "
            f"{counts.roll} voters on the roll"
        )


@urn.command()
@click.argument("round_slug", metavar="ROUND")
@click.argument("digits")
@for_two_people
def lot(round_slug: str, digits: str, first: str, second: str) -> None:
    """Type the dice number for two people of the round; one of them is an auditor."""
    with application().app_context(), transaction() as session:
        at, round_ = act_now(session), rounds.round_by_slug(session, round_slug)
        type_lot_for_two(
            session,
            pair=pair_of(session, round_, first, second, at),
            round_id=round_.id,
            digits=digits,
            now=at,
        )
    click.echo("the lot number stands")


@urn.command()
@click.argument("round_slug", metavar="ROUND")
def separate(round_slug: str) -> None:
    """Lay the sealed votes of ROUND apart from its voters, and rewrite the storage.

    It can be stopped and started again; what was done is not done twice.
    """
    app = application()
    with app.app_context():
        round_id = rounds.round_by_slug(db.session(), round_slug).id
        told = Ceremony(round_id, OPERATOR, KeyStore(app.extensions["settings"].key_dir), act_now)
        with _stopped(_GOES_ON), Bars() as bars:
            ceremony.separate(told, bars)
        held = reconcile(db.session(), round_id).envelopes
        click.echo(f"separated: {held} sealed votes lie apart from voters")


@urn.command("open")
@click.argument("round_slug", metavar="ROUND")
@click.option("--early", is_flag=True, help="Open before the promised hour; the log says so.")
@click.option(
    "--list",
    "brought",
    type=click.File("rb"),
    help="The file opened.json of trustees who opened it away and typed its hash; - to read it in.",
)
def open_(round_slug: str, early: bool, brought: BinaryIO | None) -> None:
    """Open the separated box of ROUND, publish its ballots, count them.

    It can be stopped and started again: nothing is written before everything is opened. Where
    trustees hold the key, their shares are asked for and kept nowhere; or they opened it away
    from here, then --list has what they brought. Read it in (-), so that no file of it lies here.
    """
    app = application()
    with app.app_context():
        session = db.session()
        round_ = rounds.round_by_slug(session, round_slug)
        round_id = round_.id
        if refusal := refuse_to_open_early(round_, now(), confirmed=early):
            raise refusal
        keys = KeyStore(app.extensions["settings"].key_dir)
        if brought is not None and round_.opened_at is None:
            told, raw = Ceremony(round_id, OPERATOR, keys, act_now), brought.read()
            with _stopped(_GOES_ON), Bars() as bars:
                ceremony.publish_confirmed(told, raw, bars)
        dealt = frozen_trustees(session, round_id)
        if dealt is not None and round_.opened_at is None:
            keys = HeldKeys(keys.folder, *ask_for_key(dealt), round_slug)
        told = Ceremony(round_id, OPERATOR, keys, act_now)
        with _stopped(_GOES_ON), Bars() as bars:
            tallied = open_and_count(told, bars)
        if tallied is None:
            click.echo("counted before; now the storage of the box is rewritten too")
        else:
            click.echo(f"{len(tallied.result.winners)} winners of {tallied.result.ballots} ballots")
