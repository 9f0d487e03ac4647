"""`pbplatform urn export …`: the closed votes in one zip file."""

from __future__ import annotations

from pathlib import Path

import click

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.results.commands.urn import OPERATOR, urn
from pbplatform.results.commands.zip_file import write_zip
from pbplatform.results.queries.export import export_lines, export_parts
from pbplatform.rounds import queries as rounds
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.policies import refuse_box_kept
from pbplatform.voting.services.exporting import record_export
from pbplatform.web.commands import application


@urn.command("export")
@click.argument("round_slug", metavar="ROUND")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def export(round_slug: str, out: Path) -> None:
    """Write the closed votes of ROUND into the zip file OUT, to be opened away from here.

    Give it to its trustees and to auditors, and to nobody else. The public log says that it was
    taken. It can be stopped: then there is no OUT, or the one of before.
    """
    with application().app_context():
        session = db.session()
        round_ = rounds.round_by_slug(session, round_slug)
        if refusal := refuse_box_kept(round_):
            raise refusal
        round_id, lines = round_.id, export_lines(session, round_)
        write_zip(out, lines, lambda told: export_parts(session, round_, told))
        with transaction() as writing:
            record_export(writing, actor=OPERATOR, round_id=round_id, now=act_now(writing))
        click.echo(f"{out}: open it away from here with  pbplatform trustees open {out.name}")
