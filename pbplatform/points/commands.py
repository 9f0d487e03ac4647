"""What an operator asks of points: whether what is kept of them is what their acts say."""

from __future__ import annotations

import click

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.points.services.keeping import (
    count_again,
    ids_of_all,
    keep_points,
    numbers_kept_wrong,
    points_kept_wrong,
)
from pbplatform.web.commands import application


@click.command(name="check-points")
@click.option("--mend", is_flag=True, help="Write anew what is wrong.")
@click.pass_context
def check_points(context: click.Context, *, mend: bool) -> None:
    """Hold what is kept of every point against its acts; lists and numbers are read from it.

    Ends with 1 where something is wrong.
    """
    with application().app_context():
        points, numbers = points_kept_wrong(db.session()), numbers_kept_wrong(db.session())
        click.echo(f"{len(points)} points stand otherwise than their acts say: {points[:20]}")
        click.echo(f"{len(numbers)} numbers are not the sum of their points.")
        if not points and not numbers:
            click.echo("All is as it should be.")
            return
        if not mend:
            context.exit(1)
        for ids in list(ids_of_all(db.session())):
            with transaction() as session:
                keep_points(session, ids)
        with transaction() as session:
            if numbers_kept_wrong(session):
                count_again(session)
        click.echo("Mended.")
