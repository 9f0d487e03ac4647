"""`pbplatform bundle …`: all that is public of a vote, or of a forum, in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
from sqlalchemy.orm import Session

from pbplatform.audit.domain.bundle import Part
from pbplatform.core.db import db
from pbplatform.forums.domain import programs as of_a_forum
from pbplatform.forums.queries import forum_by_slug
from pbplatform.points.queries.bundle import forum_bundle_lines, forum_bundle_parts
from pbplatform.results import queries
from pbplatform.results.commands.zip_file import write_zip
from pbplatform.results.queries.bundle import bundle_lines, bundle_parts, refuse_bundle
from pbplatform.rounds import queries as rounds
from pbplatform.voting.domain import programs as of_a_vote
from pbplatform.web.clock import now
from pbplatform.web.commands import application

Parts = Callable[[Callable[[int], None]], Iterator[Part]]
Programs = tuple[Path, Path]  # what checks it, and the part of that


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="[ROUND] OUT")
@click.option("--forum", metavar="FORUM", help="Of this forum, instead of a round.")
def bundle(names: tuple[str, ...], forum: str | None) -> None:
    """Write all that is public of the vote of ROUND into the zip file OUT, to be checked.

    With --forum of a forum: `pbplatform bundle --forum town-forum OUT`. Check it with the program
    that is in the file, as this prints. It can be stopped: then there is no OUT, or the one of
    before.
    """
    if len(names) != (1 if forum else 2):
        raise click.UsageError("Give ROUND and OUT, or --forum FORUM and OUT.")
    out = Path(names[-1])
    if out.is_dir():
        raise click.UsageError(f"{out} is a folder. Name a file.")
    with application().app_context():
        if forum:
            lines, parts, programs = _of_forum(db.session(), forum)
        else:
            lines, parts, programs = _of_round(db.session(), names[0])
        write_zip(out, lines, parts)
        program, part = (each.name for each in programs)
        click.echo(f"{out}: check it with  python -I {program} {out.name}")
        click.echo(f"{program} and its part, {part}, are in it.")


def _of_forum(session: Session, slug: str) -> tuple[int, Parts, Programs]:
    forum, at = forum_by_slug(session, slug), now()
    lines = forum_bundle_lines(session)
    return (
        lines,
        lambda told: forum_bundle_parts(session, forum, now=at, told=told),
        (of_a_forum.VERIFIER, of_a_forum.PART),
    )


def _of_round(session: Session, slug: str) -> tuple[int, Parts, Programs]:
    round_ = rounds.round_by_slug(session, slug)
    if refusal := refuse_bundle(round_, queries.result_of(session, round_.id)):
        raise refusal
    lines = bundle_lines(session, round_)
    programs = (of_a_vote.VERIFIER, of_a_vote.SIGNED)
    return lines, lambda told: bundle_parts(session, round_, told), programs
