"""Whether what is kept of lists is what their rows say; and writing it where it is not."""

from __future__ import annotations

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.kept_changes import (
    all_kept,
    count_again,
    ids_of_all,
    keep_rows,
    numbers_kept_wrong,
    rows_kept_wrong,
)
from pbplatform.core.transaction import transaction
from pbplatform.voting.services.marking import mark_ballots, marked_wrong
from pbplatform.voting.services.roll_kept import keep_roll_size, rolls_kept_wrong
from pbplatform.web.commands import application


def keep_all_lists(engine: Engine) -> None:
    """Write what the program of today keeps of every list, where something else is kept."""
    for kept in all_kept():
        with Session(engine) as session:
            parts = ids_of_all(session, kept)
        for ids in parts:
            with Session(engine) as session, session.begin():
                keep_rows(session, kept, ids)
    with Session(engine) as session, session.begin():
        for round_id in marked_wrong(session):
            mark_ballots(session, round_id)
        for round_id in rolls_kept_wrong(session):
            keep_roll_size(session, round_id)


@click.command(name="check-lists")
@click.option("--mend", is_flag=True, help="Write anew what is wrong.")
@click.pass_context
def check_lists(context: click.Context, *, mend: bool) -> None:
    """Hold what is kept of every long list against its rows; pages and numbers are read from it.

    Ends with 1 where something is wrong.
    """
    with application().app_context():
        wrong = _told()
        if not wrong:
            click.echo("All is as it should be.")
            return
        if not mend:
            context.exit(1)
        keep_all_lists(db.engine)
        with transaction() as session:
            for kept in all_kept():
                if numbers_kept_wrong(session, kept):
                    count_again(session, kept)
        click.echo("Mended.")


def _told() -> int:
    """Say of each list what is wrong; how many things there are."""
    session, found = db.session(), 0
    for kept in all_kept():
        rows, numbers = rows_kept_wrong(session, kept), numbers_kept_wrong(session, kept)
        found += len(rows) + len(numbers)
        click.echo(
            f"{kept.name}: {len(rows)} rows stand otherwise than they say: {rows[:20]}; "
            f"{len(numbers)} numbers are not the sum of their rows."
        )
    rounds = marked_wrong(session)
    click.echo(f"{len(rounds)} lists of votes begin their pages elsewhere: {rounds[:20]}")
    rolls = rolls_kept_wrong(session)
    click.echo(f"{len(rolls)} rolls have another size than is kept: {rolls[:20]}")
    return found + len(rounds) + len(rolls)
