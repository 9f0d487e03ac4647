"""`pbplatform trustees …`: cut a key, check its shares, rehearse; away from server and database.

None of these asks for settings, opens a database or a network. Source: docs/rules/trustees.md 2.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric import ec

from pbplatform.core.errors import Conflict
from pbplatform.trustees.domain.public_file import (
    NotAPublicFile,
    fingerprint,
    read_public_file,
    write_public_file,
)
from pbplatform.trustees.domain.rehearsal import rehearse
from pbplatform.trustees.domain.shares import (
    Dealt,
    Share,
    WrongShare,
    check_share,
    combine,
    deal,
    may_be_cut,
    read_share,
)
from pbplatform.trustees.services.combining import refusal_of
from pbplatform.web.printing import Told, qr, render
from pbplatform.web.refusals import message_for

PUBLIC = "trustees.json"


@click.group()
def trustees() -> None:
    """Trustees, who hold the key of a box together. Works on a computer without a network."""


@trustees.command("deal")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("names", nargs=-1, required=True)
@click.option("--need", type=int, required=True, help="How many of them open the box together.")
def deal_(folder: Path, names: tuple[str, ...], need: int) -> None:
    """Make a key and cut it into a share for each of NAMES; write sheets to print into FOLDER.

    The key itself is written nowhere. Print the sheets, hand them out, and delete them.
    """
    if not may_be_cut(need, len(names)):
        raise click.ClickException(
            "Name 2 to 9 trustees; at least 2 and more than half of them must be needed."
        )
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError as error:
        raise click.ClickException(f"{folder} is there already. Name a new folder.") from error
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be made: {error.strerror}.") from error
    dealt, shares = deal(need, names)
    try:
        dealt = read_public_file(write_public_file(dealt))
    except NotAPublicFile as error:
        folder.rmdir()
        raise click.ClickException(f"These names cannot be used: {error}.") from error
    at = datetime.now(UTC)
    for share in shares:
        sheet = folder / f"share-{share.number}.pdf"
        sheet.write_bytes(_print_share(dealt, share, at))
        click.echo(f"{sheet}: print it for {dealt.names[share.number - 1]}, then delete it")
    public = folder / PUBLIC
    public.write_bytes(write_public_file(dealt))
    click.echo(f"{public}: send it to the facilitator of the round; it holds no secret")
    click.echo(f"{need} of {len(names)} open the box. Fingerprint: {fingerprint(dealt)}")


@trustees.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Say of each share that is typed whether it belongs to FILE. Nothing is written."""
    dealt = _read(file)
    while number := click.prompt("Number of the share, 0 to end", type=int):
        try:
            _typed(dealt, number)
        except Conflict as refusal:
            click.echo(f"  {message_for(refusal)}.")
        else:
            click.echo(f"  It is the share of {dealt.names[number - 1]}.")


@trustees.command("rehearse")
@click.argument("file", type=click.Path(path_type=Path))
def rehearse_(file: Path) -> None:
    """Seal a sentence to the key of FILE, and open it with the shares that are typed."""
    dealt = _read(file)
    click.echo(f"Opened: {rehearse(dealt, shares_typed(dealt))}")


def ask_for_key(dealt: Dealt) -> tuple[ec.EllipticCurvePrivateKey, tuple[int, ...]]:
    """The opening key of shares typed at the terminal, and their numbers."""
    shares = shares_typed(dealt)
    return combine(dealt, shares), tuple(sorted(share.number for share in shares))


def shares_typed(dealt: Dealt, *, hidden: bool = False) -> list[Share]:
    """As many different shares as are needed; of each that is wrong it is said why.

    Args:
        hidden: words do not appear while they are typed.
    """
    shares: list[Share] = []
    while len(shares) < dealt.need:
        number = click.prompt(f"Number of share {len(shares) + 1} of {dealt.need}", type=int)
        try:
            share = _typed(dealt, number, hidden=hidden)
            if share in shares:
                raise refusal_of(WrongShare("twice"), "")
        except Conflict as refusal:
            click.echo(f"  {message_for(refusal)}.")
        else:
            if hidden:
                click.echo(f"  It is the share of {dealt.names[number - 1]}.")
            shares.append(share)
    return shares


def _read(file: Path) -> Dealt:
    try:
        return read_public_file(file.read_bytes())
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error
    except NotAPublicFile as error:
        raise click.ClickException(f"{file} is no public file of trustees: {error}.") from error


def _typed(dealt: Dealt, number: int, *, hidden: bool = False) -> Share:
    """A share from the terminal; Conflict in words when it is wrong."""
    words = click.prompt("Its 24 words", type=str, hide_input=hidden)
    try:
        share = read_share(number, words)
        check_share(dealt, share)
    except WrongShare as error:
        raise refusal_of(error, "") from error
    return share


def _print_share(dealt: Dealt, share: Share, at: datetime) -> bytes:
    """The sheet of one trustee, in English as all commands: number, 24 words, both as a QR code.

    Raises:
        CannotPrint: see `render`.
    """
    name = dealt.names[share.number - 1]
    words = share.words.split()
    data: dict[str, Told] = {
        "heading": f"Share {share.number} of {dealt.of}, for {name}",
        "lines": [
            f"{dealt.need} of {dealt.of} trustees open the box together. "
            "This is one share of its key.",
            "Keep this sheet like a key: dry, locked away, and apart from the other sheets. "
            "Show it to nobody. Make no copy and no photograph.",
            f"Fingerprint of the public file: {fingerprint(dealt)}",
        ],
        "words-heading": "The 24 words, in this order",
        "words": [{"place": str(n), "word": word} for n, word in enumerate(words, 1)],
        "qr": qr(f"{share.number} {share.words}"),
        "qr-words": "The number of the share and its 24 words as a QR code",
        "after": [
            "At the opening you type these words, or hold the code before a scanner.",
            "Destroy this sheet when the result is certified, and tell the facilitator.",
        ],
    }
    return render("share", data, language="en", title=f"Share {share.number}: {name}", at=at)
