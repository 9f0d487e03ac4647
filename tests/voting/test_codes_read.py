"""What a telephone reads in our QR codes: receipts, addresses, letters and shares of trustees.

Source: docs/rules/voting.md section 16, docs/rules/trustees.md section 2.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from pbplatform.cli.main import main
from pbplatform.trustees import commands
from pbplatform.trustees.domain.public_file import read_public_file
from pbplatform.trustees.domain.shares import Share, check_share, combine, read_share
from pbplatform.voting.domain.receipt_file import read_receipt
from pbplatform.web.printing import QrSeries, qr
from tests.pictures_read import read_codes, read_picture
from tests.voting.by_page import election, vote
from tests.voting.elections import Election
from tests.voting.receipts import answer, saved, with_keys

__all__ = ["election"]
# What these pictures say does not depend on the database.
pytestmark = pytest.mark.one_database


def picture_of(page: str) -> bytes:
    """The picture that the page of a receipt shows."""
    held = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    assert len(held) == 1
    return base64.b64decode(html.unescape(held[0]))


def test_code_of_a_receipt_is_its_signed_promise_and_the_check_takes_it(
    app: Flask, client: FlaskClient, settings: Settings, election: Election
) -> None:
    with_keys(app, settings)
    page = vote(client, election.codes[0], 4).text
    (read,) = read_picture(picture_of(page))
    receipt = read_receipt(saved(page))
    assert read == receipt.note
    assert read_receipt(read).promise == receipt.promise
    # Who keeps the text of the picture alone is answered like who kept the whole file.
    assert "It will be there by" in answer(client, read)
    assert "It will be there by" in answer(client, saved(page))
    # Neither the tracker nor a choice is in it.
    assert "racker" not in read
    other = read.replace("envelope ", "envelope 0", 1)[:-1]
    assert "It will be there by" not in answer(client, other)


def test_code_of_an_address_and_of_each_letter_of_a_series_is_read(app: Flask) -> None:
    address = "https://hackford.example/rounds/neighbour-fund/vote"
    assert read_codes(qr(address)) == [address]
    series = QrSeries(f"{address}#code=", "0" * 16)
    for end in ("0" * 16, "7Q4KZ0M3N8PX2R5T", "Z" * 16):
        assert read_codes(series.picture(end)) == [f"{address}#code={end}"]


def test_codes_of_trustees_sheets_are_their_shares_and_open_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def keep(_sheet: str, data: Mapping[str, object], **_more: object) -> bytes:
        drawn.append(str(data["qr"]))
        return b"%PDF-"

    monkeypatch.setattr(commands, "render", keep)
    folder = tmp_path / "shares"
    dealing = ["trustees", "deal", str(folder), "--need", "2", "Ada", "Ben", "Cy"]
    done = CliRunner().invoke(main, dealing)
    assert done.exit_code == 0, done.output
    dealt = read_public_file((folder / "trustees.json").read_bytes())
    shares: list[Share] = []
    for number, picture in enumerate(drawn, 1):
        (read,) = read_codes(picture)
        told, _, words = read.partition(" ")
        assert (told, len(words.split())) == (str(number), 24)
        shares.append(read_share(int(told), words))
        check_share(dealt, shares[-1])
    opened = {combine(dealt, pair).private_numbers().private_value for pair in _pairs(shares)}
    assert len(opened) == 1


def _pairs(shares: list[Share]) -> list[list[Share]]:
    return [[one, two] for one in shares for two in shares if one.number < two.number]
