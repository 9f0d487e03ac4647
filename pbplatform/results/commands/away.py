"""`pbplatform trustees open`: open the closed votes of an export away from the server.

It asks for no settings and opens no database and no network. Source: docs/rules/trustees.md 5.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import click

from pbplatform.audit.domain.notes import LogKey, NoteError
from pbplatform.results.jobs.opening_away import Export, NotAnExport, open_export, read_export
from pbplatform.trustees.commands import shares_typed, trustees
from pbplatform.voting.domain.opened_file import OpenedFile, in_groups, list_pieces, opened_pieces
from pbplatform.voting.queries.work import Part
from pbplatform.voting.services.open_urn import OpenedUrn
from pbplatform.web.bars import Bars

LIST, OPENED, DAMAGED = "list.json", "opened.json", "damaged.txt"


@trustees.command("open")
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new folder.")
@click.option("--key", help="Key of the log, as its page for experts shows it: name+id+key.")
@click.option("--show", is_flag=True, help="Show the words of a share while they are typed.")
def open_away(export: Path, out: Path, key: str | None, show: bool) -> None:
    """Open the closed votes of EXPORT with the shares that are typed; write the list into a folder.

    It tells no total and no choice. Compare the hash that it prints, and type it on the server.
    """
    if out.exists():
        raise click.ClickException(f"{out} is there already. Name a new folder.")
    try:
        with Bars() as bars:
            found = read_export(export, _key(key), bars)
        _tell_export(found)
        shares = shares_typed(found.dealt, hidden=not show)
        with Bars() as bars:
            opened, file = open_export(found, shares, bars(Part.OPENING, found.envelopes))
        _write(out, file)
    except NotAnExport as error:
        raise click.ClickException(f"{export} cannot be used: {error}.") from error
    except KeyboardInterrupt as error:
        raise click.ClickException("stopped; nothing was written") from error
    _tell_opened(out, opened)


def _key(line: str | None) -> LogKey | None:
    try:
        return LogKey.read(line) if line else None
    except NoteError as error:
        raise click.ClickException("this is no key of a log: name+id+key") from error


def _tell_export(found: Export) -> None:
    click.echo(f"{found.definition.name}: {found.envelopes} closed votes")
    if found.signed is None:
        click.echo("Nothing in this export is signed: who gave it to you answers for it.")
        click.confirm("Do you know that it comes from the server of the vote?", abort=True)
        return
    whose = "the key that you gave" if found.signed.given else "its own key"
    click.echo(f"Its log is signed with {whose}: {found.signed.key.line}")
    if not found.signed.given:
        click.echo("Compare this key with the one that you know, or give it with --key.")


def _write(out: Path, file: OpenedFile) -> None:
    """All files or none."""
    try:
        out.mkdir(mode=0o700, parents=True)
        try:
            _write_pieces(out / LIST, list_pieces(file.rows))
            if file.damaged:
                lines = "".join(f"{digest.hex()}\n" for digest in file.damaged)
                (out / DAMAGED).write_text(lines)
            _write_pieces(out / OPENED, opened_pieces(file))
        except BaseException:
            shutil.rmtree(out, ignore_errors=True)
            raise
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error


def _write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(pieces)


def _tell_opened(out: Path, opened: OpenedUrn) -> None:
    held = len(opened.ballots)
    click.echo(f"{held} closed votes, {held - opened.damaged} opened, {opened.damaged} damaged")
    if opened.damaged:
        click.echo(f"{out / DAMAGED}: the hashes of those that cannot be opened")
    click.echo(f"{out / LIST}: the list of votes. Show it to nobody before it is published.")
    click.echo(f"{out / OPENED}: bring this file back; it is signed by your shares")
    click.echo("The hash of the list, for each of you to write down and type on the server:")
    click.echo(f"  {in_groups(opened.list_sha256)}")
