"""`pbplatform urn open-again …` and `pbplatform urn destroy-key …`: a box after its opening.

Source: docs/rules/ceremony.md sections 9 and 10.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import click
from sqlalchemy.orm import Session

from pbplatform.audit.domain.bundle import zipped
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.reopening.jobs.worker import destroy_key, rewrite_after_keys
from pbplatform.reopening.policies import ENDERS
from pbplatform.reopening.queries import key_end_of
from pbplatform.reopening.services.key_end import END_KEY, to_end_key
from pbplatform.results.commands.urn import urn
from pbplatform.results.queries.ballots_file import csv_of_ballots
from pbplatform.results.queries.export import export_parts
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.trustees.queries import frozen_trustees
from pbplatform.voting.commands import pair_of
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.programs import REOPENER
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.policies import refuse_box_kept
from pbplatform.web.commands import application


@urn.command("open-again")
@click.argument("round_slug", metavar="ROUND")
@click.option(
    "--list",
    "listed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What to compare with, as you downloaded it: bundle.zip, ballots.csv.",
)
def open_again(round_slug: str, listed: Path | None) -> None:
    """Open the box of ROUND once more with the key on this machine, and compare.

    It runs reopen.py, which knows nothing of this program. An auditor should bring the list to
    compare with, as everybody can download it. Nothing is written, and nothing is published: say on
    the page of the round what came out.
    """
    with application().app_context():
        session = db.session()
        round_ = rounds.round_by_slug(session, round_slug)
        if refusal := refuse_box_kept(round_):
            raise refusal
        if frozen_trustees(session, round_.id) is not None:
            raise click.ClickException("trustees hold this key: give them the export and reopen.py")
        key = KeyStore(application().extensions["settings"].key_dir).file_of(round_slug)
        with tempfile.TemporaryDirectory() as made:
            export = _export(session, round_, Path(made))
            if listed is None and round_.opened_at is not None:
                listed = Path(made) / "ballots.csv"
                listed.write_text("".join(csv_of_ballots(session, round_.id)), newline="")
            db.session.remove()
            command = [sys.executable, "-E", "-s", str(REOPENER), str(export), "--key-file"]
            command += [str(key), *(["--list", str(listed)] if listed else [])]
            done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603
    click.echo(done.stdout, nl=False)
    sys.exit(done.returncode)


def _export(session: Session, round_: Round, folder: Path) -> Path:
    path = folder / "export.zip"
    with path.open("wb") as file:
        for piece in zipped(export_parts(session, round_)):
            file.write(piece)
    return path


@urn.command("destroy-key")
@click.argument("round_slug", metavar="ROUND")
@click.option("--first", default="", help="E-mail address of the first person.")
@click.option("--second", default="", help="E-mail address of the second person.")
def destroy_key_(round_slug: str, first: str, second: str) -> None:
    """Destroy the key of the box of ROUND, for two people; nobody can open it again.

    Where two people decided it on the page already, no names are needed: the key on this machine is
    destroyed. It can be stopped and started again.
    """
    app = application()
    with app.app_context():
        keys = KeyStore(app.extensions["settings"].key_dir)
        round_ = rounds.round_by_slug(db.session(), round_slug)
        if round_.key_destroyed_at is None and key_end_of(db.session(), round_.id) is None:
            if not first or not second:
                raise click.UsageError("nobody decided it yet: name two people, --first --second")
            _decide(round_slug, first, second)
        db.session.remove()
        exists = rounds.round_by_slug(db.session(), round_slug).key_destroyed_at is None
        if exists and not destroy_key(keys, round_slug):
            raise click.ClickException(
                "it is decided, but the key is not on this machine; run this where it lies"
            )
        rewrite_after_keys()
    click.echo("the key is destroyed, and both logs say so; destroy copies of KEY_DIR too")


def _decide(round_slug: str, first: str, second: str) -> None:
    with transaction() as session:
        at, round_ = act_now(session), rounds.round_by_slug(session, round_slug)
        pair = pair_of(session, round_, first, second, at, roles=ENDERS)
        asked = to_end_key(session, round_)
        if refusal := END_KEY.refuse(session, pair.actor, asked, at):
            raise refusal
        END_KEY.perform(session, pair, asked, at)
