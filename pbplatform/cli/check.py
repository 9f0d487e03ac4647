"""`pbplatform check` and `accept-log`: the program looks at itself, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import click
from flask import Flask
from sqlalchemy.orm import Session
from tqdm import tqdm

from config import Settings, SettingsError
from pbplatform import create_app
from pbplatform.accounts.queries.checks import people_findings
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.filing import filing_findings
from pbplatform.audit.queries.marks import ApartLogs, LogMarks, look, measure, slugs
from pbplatform.audit.queries.signed_notes import note_findings
from pbplatform.audit.queries.words import words_findings
from pbplatform.audit.services.accepting import accept_log
from pbplatform.cli.installation import settings
from pbplatform.cli.setup import require_tables
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.forums.queries.checks import minutes_findings
from pbplatform.points.queries.checks import point_findings
from pbplatform.results.queries.checks import result_findings
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.queries.checks import UNREADABLE, round_findings, unreadable
from pbplatform.web.clock import deciding_clock, now
from pbplatform.web.refusals import message_for


@dataclass(frozen=True)
class Found:
    """A finding, and of what: `clock`, a log's name, or a round's path."""

    about: str
    finding: Conflict

    @property
    def words(self) -> str:
        return f"{self.about}: {message_for(self.finding)}"


@click.command()
@click.argument("round_slug", metavar="[ROUND]", required=False)
def check(round_slug: str | None) -> None:
    """Check logs, frozen ballots, boxes and results against each other.

    With ROUND only that round and the logs. Ends with code 1 when something does not agree.
    """
    found = settings()
    require_tables(found)
    app = create_app(found)
    with app.app_context():
        _read_one_state()
        problems = list(look_at_all(found, round_slug, hidden=None))
        for problem in problems:
            click.echo(problem.words, err=True)
        db.session.remove()
        db.engine.dispose()
    if problems:
        many = "1 thing does" if len(problems) == 1 else f"{len(problems)} things do"
        raise click.ClickException(
            f"{many} not agree. docs/rules/audit.md section 6 says what each check can see, and "
            "what only outsiders can."
        )
    click.echo("Everything that this program can check by itself agrees.")


@click.command("accept-log")
@click.argument("log")
@click.option("--by", "name", required=True, help="Name of the person who answers for it.")
@click.option("--reason", required=True, help="Why it is older or another. This is public.")
def accept_log_command(log: str, name: str, reason: str) -> None:
    """Say in public that a copy of the database was put back, and go on from it.

    LOG is `site`, or `rounds/` and the round's name.
    """
    found = settings()
    require_tables(found)
    marks = LogMarks(found.key_dir)
    with create_app(found).app_context():
        seen = marks.read().get(log)
        if seen is None and log not in slugs(db.session()):
            raise Conflict("log.not_known")
        finding = look(db.session(), log, seen)[1] if seen else None
        if seen is None or finding is None:
            raise Conflict("log.nothing_to_accept")
        actor = ActorRef(kind="command", key=name, role="operator", name=name)
        with transaction() as session:
            accept_log(
                session,
                log,
                seen=seen,
                actor=actor,
                reason=reason,
                now=act_now(session),
                tree_too=finding.code == "check.log_tree_differs",
            )
        marks.put(log, measure(db.session(), log))
        apart = ApartLogs(found.key_dir)
        apart.keep([other for other in apart.read() if other != log])
        db.session.remove()
        db.engine.dispose()
    click.echo(f"The public log says that the log {log} is another. This machine goes on from it.")


def _read_one_state() -> None:
    """Let all that follows read one state of the database, though people vote meanwhile.

    Else a vote that comes between two statements is in the box and not in the log that was read.
    SQLite reads so anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def look_at_all(
    found: Settings, only: str | None = None, *, hidden: bool | None = True
) -> Iterator[Found]:
    """Every finding, one after the other; call in an application context.

    Args:
        only: the slug of one round; None for all rounds.
        hidden: no progress bar; None shows one on a terminal.
    """
    session = db.session()
    # First of all: the marks are read before the state that is looked at, never after it, else a
    # log that grows meanwhile would look shorter than its mark.
    yield from look_at_logs(found, hidden=hidden)
    for slug in slugs(session):
        yield from read_on(partial(note_findings, session, slug), slug)
    for look_for in _OF_THE_PLACE:
        yield from read_on(partial(look_for, session), SITE)
    yield from look_at_clock()
    wanted = [rounds.round_by_slug(session, only)] if only else rounds.all_rounds(session)
    for round_ in tqdm(wanted, unit="round", desc="rounds", disable=hidden):
        yield from _round(round_)


# What is looked at in the whole place, not round by round.
_OF_THE_PLACE: tuple[Callable[[Session], Iterator[Conflict]], ...] = (
    *(filing_findings, words_findings, people_findings, minutes_findings, point_findings),
)


def read_on(look_for: Callable[[], Iterable[Conflict]], about: str) -> Iterator[Found]:
    """Each finding of one look; rows that cannot be read any more are one, too."""
    try:
        for finding in look_for():
            yield Found(about, finding)
    except Conflict as finding:
        yield Found(about, finding)
    except UNREADABLE as error:
        yield Found(about, unreadable(about, error))


def _round(round_: Round) -> Iterator[Found]:
    path, session = round_.path, db.session()
    yield from read_on(partial(round_findings, session, round_), path)
    if round_.opened_at is not None:
        yield from read_on(partial(result_findings, session, round_), path)


def look_at_clock() -> Iterator[Found]:
    """Whether the deciding clock would let anybody act."""
    try:
        deciding_clock().decide(db.session())
        act_now(db.session())
    except Conflict as finding:
        yield Found("clock", finding)


def look_at_logs(found: Settings, *, hidden: bool | None = True) -> Iterator[Found]:
    """Logs against the marks that this machine keeps outside the database; good ones move on."""
    marks = LogMarks(found.key_dir)
    seen, session = marks.read(), db.session()
    names = sorted({*slugs(session), *seen})
    good = {}
    for slug in tqdm(names, unit="log", desc="logs", disable=hidden):
        mark, finding = look(session, slug, seen.get(slug, marks.none))
        if finding is None:
            good[slug] = mark
        else:
            yield Found(slug, finding)
    marks.keep(good)


def refuse_other_logs(app: Flask, found: Settings) -> None:
    """Nothing starts on an older or another log before an operator says so in public.

    Raises:
        SettingsError: names each log, and the command that accepts it.
    """
    with app.app_context():
        problems = [problem.words for problem in look_at_logs(found)]
        db.session.remove()
        db.engine.dispose()
    if problems:
        raise SettingsError("\n".join(problems))


def tell_problems(app: Flask) -> None:
    """At the start of `serve`: say what does not agree. Readers still see pages."""
    with app.app_context():
        _read_one_state()
        running = [
            round_
            for round_ in rounds.all_rounds(db.session())
            if round_.frozen_at is not None and round_.phase(now()) != "results"
        ]
        for problem in (*look_at_clock(), *_rounds(running)):
            click.echo(problem.words, err=True)
        db.session.remove()
        db.engine.dispose()


def _rounds(wanted: list[Round]) -> Iterator[Found]:
    for round_ in wanted:
        yield from read_on(partial(round_findings, db.session(), round_), round_.path)
