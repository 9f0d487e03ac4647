"""`pbplatform bundle …` and `pbplatform urn export …`: one zip file, whole or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from tqdm import tqdm

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.results import queries
from pbplatform.results.commands.urn import OPERATOR, urn
from pbplatform.results.domain.bundle import Part, zipped
from pbplatform.results.queries.bundle import Told, bundle_lines, bundle_parts, refuse_bundle
from pbplatform.results.queries.export import export_lines, export_parts
from pbplatform.rounds import queries as rounds
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.policies import refuse_box_kept
from pbplatform.voting.services.exporting import record_export
from pbplatform.web.commands import application


@click.command()
@click.argument("round_slug", metavar="ROUND")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def bundle(round_slug: str, out: Path) -> None:
    """Write all that is public of the vote of ROUND into the zip file OUT, to be checked.

    Check it with `python -I verify.py OUT`; the program is in the file. It can be stopped:
    then there is no OUT, or the one of before.
    """
    with application().app_context():
        session = db.session()
        round_ = rounds.round_by_slug(session, round_slug)
        if refusal := refuse_bundle(round_, queries.result_of(session, round_.id)):
            raise refusal
        lines = bundle_lines(session, round_)
        _write(out, lines, lambda told: bundle_parts(session, round_, told))
        click.echo(f"{out}: check it with  python -I verify.py {out.name}")


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
        _write(out, lines, lambda told: export_parts(session, round_, told))
        with transaction() as writing:
            record_export(writing, actor=OPERATOR, round_id=round_id, now=act_now(writing))
        click.echo(f"{out}: open it away from here with  pbplatform trustees open {out.name}")


def _write(out: Path, lines: int, parts: Callable[[Told], Iterable[Part]]) -> None:
    """The zip file, whole or not at all.

    Raises:
        ClickException: it cannot be written, or it was stopped.
    """
    part = out.with_name(f"{out.name}.part")
    try:
        with (
            part.open("wb") as file,
            tqdm(total=lines, unit="line", desc="writing", disable=None) as bar,
        ):

            def tell(done: int) -> None:
                bar.update(done)

            for piece in zipped(parts(tell)):
                file.write(piece)
        os.replace(part, out)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error
    except KeyboardInterrupt as error:
        raise click.ClickException("stopped; nothing was kept") from error
    finally:
        part.unlink(missing_ok=True)
