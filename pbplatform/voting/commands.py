"""`pbplatform roll …` and `pbplatform letters …`: the roll for two named people, and letters."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session
from tqdm import tqdm

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.domain.acts import ActKind, Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.services import pair_by_operator
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotAllowed
from pbplatform.core.table_files.reading import LARGEST_BYTES, Bounds, Table, read_table
from pbplatform.core.transaction import transaction
from pbplatform.places.queries.public_roles import two_working_days_before
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.voting.domain import letter_files
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.letter_lists import CannotRead
from pbplatform.voting.domain.registers.sifting import Layout, column_named, faults_as_csv
from pbplatform.voting.jobs import letter_pdfs
from pbplatform.voting.jobs.register_look import Looked, look
from pbplatform.voting.jobs.registers import go_on
from pbplatform.voting.queries import pairing
from pbplatform.voting.services import roll_acts
from pbplatform.voting.services.roll import begin_import
from pbplatform.voting.words.register import doubts_in_words, fault_words
from pbplatform.web.clock import now
from pbplatform.web.commands import application

OPERATOR = ActorRef(kind="command", key="operator", role="operator")
ROLES = (Role.AUDITOR, Role.CLERK, Role.FACILITATOR)
MOST_BYTES = 10 * LARGEST_BYTES  # of a register's file; a page takes a tenth of it
Command = Callable[..., Any]


def for_two_people(command: Command) -> Command:
    """The options that name the two people for whom a command acts."""
    second = click.option("--second", required=True, help="E-mail address of the second person.")
    first = click.option("--first", required=True, help="E-mail address of the first person.")
    return first(second(command))


def pair_of(
    session: Session,
    round_: Round,
    first: str,
    second: str,
    at: datetime,
    *,
    roles: Collection[str] = ROLES,
) -> Pair:
    """Two people of the round in roles by which they may act together.

    Args:
        roles: those that may do this act.

    Raises:
        NotAllowed, Conflict: why they may not.
    """
    refused: DomainError = NotAllowed("pair.not_your_role")
    for one in _roles_of(session, round_, first, at, roles):
        for other in _roles_of(session, round_, second, at, roles):
            try:
                return pair_by_operator(
                    session,
                    operator=OPERATOR,
                    people=(one, other),
                    scope=round_.scope,
                    public_before=pairing.public_before(session, round_, at),
                    given_before=two_working_days_before(session, at),
                    now=at,
                )
            except DomainError as error:
                refused = error
    raise refused


def _roles_of(
    session: Session, round_: Round, email: str, at: datetime, roles: Collection[str]
) -> list[tuple[int, str]]:
    person = accounts.account_by_email(session, email)
    held = accounts.standings(session, round_.scope, roles=roles, now=at)
    return [
        (found.account_id, found.role)
        for found, _name in held
        if person is not None and found.account_id == person.id
    ]


def _do(kind: ActKind, slug: str, first: str, second: str, asked: Callable[..., Asked]) -> Asked:
    """One act for two people, with the same rules as on the page."""
    with application().app_context(), transaction() as session:
        at, round_ = now(), rounds.round_by_slug(session, slug)
        pair, wanted = pair_of(session, round_, first, second, at), asked(session, round_)
        if refusal := kind.refuse(session, pair.actor, wanted, at):
            raise refusal
        kind.perform(session, pair, wanted, at)
    return wanted


@click.group()
def roll() -> None:
    """Import a register before the freeze; after it, change the roll for two people."""


def _keeper(session: Session, round_: Round, email: str) -> tuple[int, str, str]:
    """Account, role and name of a keeper of the roll; NotAllowed when they are none."""
    person = accounts.account_by_email(session, email)
    keepers = (Role.CLERK, Role.FACILITATOR)
    for found, name in accounts.standings(session, round_.scope, roles=keepers, now=now()):
        if person is not None and found.account_id == person.id:
            return found.account_id, found.role, name
    raise NotAllowed("roll.only_its_keepers")


def _column(table: Table, typed: str | None) -> int | None:
    """A column by its name in the first row, or by its place counted from 1; -1 for no such."""
    if typed is None:
        return None
    named = column_named(table, typed)
    if named is not None:
        return named
    return int(typed) - 1 if typed.isdecimal() else -1


@roll.command("import")
@click.argument("round_slug", metavar="ROUND")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", required=True, help="E-mail address of the clerk or facilitator.")
@click.option("--number", required=True, help="Column of the register's number: name or place.")
@click.option("--state", help="Column that says who is no voter any more.")
@click.option("--gone", multiple=True, help="A word of that column that says so; several times.")
@click.option("--header/--no-header", default=True, help="Whether the first row holds names.")
@click.option("--sheet", default="", help="Sheet of a spreadsheet; the first, unless named.")
@click.option("--expected", type=click.IntRange(0), help="How many voters the file should hold.")
@click.option("--mistakes", type=click.File("x"), help="New file for the rows left out.")
@click.option("--skip-mistakes", is_flag=True, help="Import the good rows without the others.")
@click.option("--sure", is_flag=True, help="The numbers are right, though they look like a slip.")
def import_register(round_slug: str, file: Path, by: str, **options: Any) -> None:
    """Put voters on the roll from FILE, a register as CSV or .xlsx, before the freeze."""
    with application().app_context():
        session, store = db.session(), KeyStore(application().extensions["settings"].key_dir)
        round_ = rounds.round_by_slug(session, round_slug)
        account_id, role, name = _keeper(session, round_, by)
        table = read_table(
            file.read_bytes(), sheet=options["sheet"], bounds=Bounds(most_bytes=MOST_BYTES)
        )
        looked = look(session, store, round_, table, _layout(table, options), options["expected"])
        _tell(looked, options["mistakes"])
        if looked.sifted.faults and not options["skip_mistakes"]:
            raise click.ClickException("nothing was added; mend the file, or add --skip-mistakes")
        if looked.numbers.doubts and not options["sure"]:
            raise click.ClickException("nothing was added; if the numbers are right, add --sure")
        actor = replace(OPERATOR, scope=round_.scope, name=f"operator for {name}")
        round_id, total = round_.id, len(looked.matched.new)
        with transaction() as writing:
            import_no = begin_import(
                writing,
                actor=actor,
                account_id=account_id,
                role=role,
                round_id=round_id,
                wanted=looked.wanted,
            )
        with tqdm(total=total, unit="voter", disable=not sys.stderr.isatty()) as bar:
            go_on(round_id, import_no, lambda told: bar.update(told.done - bar.n))
    click.echo(f"{total} added; make their letters on the page of the roll")


def _layout(table: Table, options: dict[str, Any]) -> Layout:
    number = _column(table, options["number"])
    return Layout(
        number=-1 if number is None else number,
        state=_column(table, options["state"]),
        header=options["header"],
        gone=frozenset(word.casefold() for word in options["gone"]),
    )


def _tell(looked: Looked, mistakes: Any) -> None:
    """What an import would do, before anything is written."""
    told = looked.numbers
    click.echo(f"{looked.sifted.rows} rows, {told.in_file} voters, {told.new} of them new")
    click.echo(f"{looked.matched.unchanged} on the roll already, {told.missing} no longer in it")
    click.echo(f"{len(looked.sifted.faults)} rows with mistakes, {told.after} voters afterwards")
    for words in doubts_in_words(told):
        click.echo(f"Look at this: {words}")
    if mistakes is not None:
        head = ["row", "number", "what is wrong"]
        mistakes.write(faults_as_csv(looked.sifted.faults, head, fault_words()))


@roll.command("bind-spare")
@click.argument("round_slug", metavar="ROUND")
@click.argument("voter", type=click.IntRange(1))
@click.argument("spare", type=click.IntRange(1))
@for_two_people
def bind_spare(round_slug: str, voter: int, spare: int, first: str, second: str) -> None:
    """Replace VOTER's lost letter by the sealed letter SPARE."""

    def asked(session: Session, round_: Round) -> Asked:
        return roll_acts.to_bind(session, round_, voter_no=voter, spare_no=spare)

    done = _do(roll_acts.BIND_SPARE, round_slug, first, second, asked)
    box = "a vote lies in the box" if done.facts["vote_in_box"] else "no vote is in the box"
    click.echo(f"voter {voter} has spare letter {spare} now; {box}")


@roll.command()
@click.argument("round_slug", metavar="ROUND")
@click.argument("first_spare", type=click.IntRange(1))
@click.argument("last_spare", type=click.IntRange(1))
@for_two_people
def add(round_slug: str, first_spare: int, last_spare: int, first: str, second: str) -> None:
    """Add one voter for each sealed letter from FIRST_SPARE to LAST_SPARE."""

    def asked(session: Session, round_: Round) -> Asked:
        return roll_acts.to_add(session, round_, first=first_spare, last=last_spare)

    done = _do(roll_acts.ADD_BY_SPARES, round_slug, first, second, asked)
    click.echo(f"{last_spare - first_spare + 1} added to {done.facts['roll']} voters")


@roll.command("take-out")
@click.argument("round_slug", metavar="ROUND")
@click.argument("voter", type=click.IntRange(1))
@for_two_people
def take_out(round_slug: str, voter: int, first: str, second: str) -> None:
    """Take the vote out that is not VOTER's; the letter must have been replaced."""

    def asked(session: Session, round_: Round) -> Asked:
        return roll_acts.to_take_out(session, round_, voter_no=voter)

    _do(roll_acts.TAKE_OUT, round_slug, first, second, asked)
    click.echo(f"the vote is out of the box; voter {voter} can put in a first one")


@click.group()
def letters() -> None:
    """What whoever prints letters does, away from the server."""


@letters.command("join")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("out", type=click.File("x"))
def join(file: Path, key: Path, out: Any) -> None:
    """Open FILE with KEY and write the codes to OUT, a new file; needs no settings."""
    try:
        out.write(letter_files.join(file.read_bytes(), key.read_text()))
    except letter_files.CannotJoin as error:
        raise click.ClickException(str(error)) from error
    click.echo("Destroy this file when the letters are printed.")


@letters.command("pdf")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("words", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="FILE is closed, and this is its key: no open codes are written.")  # fmt: skip
@click.option("--addresses", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="CSV: a column “register” or “number”, the others are lines.")  # fmt: skip
@click.option("--per-file", default=letter_pdfs.PER_FILE, type=click.IntRange(1, 1000))
@click.option("--processes", default=2, type=click.IntRange(0, 64), help="300 MB of memory each.")
@click.option("--spares-only", is_flag=True, help="Only the sealed spare letters.")
@click.option("--shred", is_flag=True, help="When all are printed: destroy codes and PDF files.")
def pdf(file: Path, words: Path, folder: Path, **options: Any) -> None:
    """Print the letters of FILE, with the WORDS of the desk, as PDF files into FOLDER.

    Interrupted, the same command goes on. Addresses of a few thousand letters are held at a time.
    """
    try:
        run = _run_of(file, words, folder, options)
        if not options["spares_only"]:
            _refuse_gaps(run)
        total = sum(len(batch) for _path, batch in run.files())
        with tqdm(total=total, unit="letter", disable=not sys.stderr.isatty()) as bar:
            run.go(_counting(bar), options["processes"])
    except (CannotRead, letter_files.CannotJoin, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{total} letters are in {folder}, {options['per_file']} in each file.")
    click.echo("These files hold codes. Destroy them when the letters are printed: --shred.")
    if options["shred"]:
        _shred(run, None if options["key"] else file, total)


def _counting(bar: tqdm[Any]) -> Callable[[int], None]:
    def made(letters: int) -> None:
        bar.update(letters)

    return made


def _run_of(file: Path, words: Path, folder: Path, options: dict[str, Any]) -> letter_pdfs.Run:
    if options["key"]:
        opened = letter_files.join(file.read_bytes(), options["key"].read_text())
    else:
        opened = file.read_text(encoding="utf-8")
    lines = opened.splitlines(keepends=True)
    if options["spares_only"]:
        lines = [line for line in lines if not line.startswith("voter,")]
    told = words.read_bytes()
    return letter_pdfs.Run(
        words=letter_pdfs.Words.read(told.decode()),
        codes=lambda: lines,
        addresses=options["addresses"],
        folder=folder,
        source=letter_pdfs.source_of(lines, told, options["addresses"]),
        per_file=options["per_file"],
    )


def _refuse_gaps(run: letter_pdfs.Run) -> None:
    """Nothing is printed while a voter's letter would go nowhere."""
    gaps = run.gaps()
    for what, found in (
        ("without an address", gaps.without),
        ("twice in the addresses", gaps.twice),
        ("with more lines than a window holds", gaps.too_long),
    ):
        if found:
            more = ", …" if len(found) > 20 else ""
            click.echo(f"{len(found)} {what}: {', '.join(found[:20])}{more}", err=True)
    if gaps:
        raise click.ClickException("nothing was printed; mend the list of addresses")


def _shred(run: letter_pdfs.Run, file: Path | None, total: int) -> None:
    click.echo(
        "Old blocks can stay on flash memory and in backups: only an encrypted disk is sure."
    )
    click.confirm(
        f"Are all {total} letters printed and counted? They cannot be made again", abort=True
    )
    paths = [path for path, _batch in run.files()] + ([file] if file else [])
    for path in paths:
        letter_pdfs.shred(path)
    click.echo(f"{len(paths)} files are destroyed.")
