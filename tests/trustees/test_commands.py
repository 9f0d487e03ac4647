"""`pbplatform trustees …` works away from server and database. docs/rules/trustees.md section 2."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from pbplatform.cli.main import main
from pbplatform.trustees.domain.public_file import read_public_file, write_public_file
from pbplatform.trustees.domain.shares import Share, deal

pytestmark = pytest.mark.one_database

NAMES = ["Ada Okafor", "Ben Hill", "Cy Malik"]


def run(*args: str, typed: str = "") -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["trustees", *args], input=typed)
    return ran.exit_code, ran.output


def lines(*shares: Share) -> str:
    return "".join(f"{share.number}\n{share.words}\n" for share in shares)


def test_deal_writes_a_public_file_and_one_sheet_each_and_never_the_key(tmp_path: Path) -> None:
    folder = tmp_path / "shares"
    code, told = run("deal", str(folder), "--need", "2", *NAMES)
    assert code == 0, told
    assert sorted(each.name for each in folder.iterdir()) == [
        "share-1.pdf",
        "share-2.pdf",
        "share-3.pdf",
        "trustees.json",
    ]
    assert folder.stat().st_mode & 0o077 == 0
    dealt = read_public_file((folder / "trustees.json").read_bytes())
    assert dealt.names == tuple(NAMES)
    assert "PRIVATE" not in told
    if reader := shutil.which("pdftotext"):  # it is not everywhere
        text = subprocess.run(
            [reader, "-layout", str(folder / "share-1.pdf"), "-"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert len(re.findall(r"\b\d{1,2}\s+([a-z]{3,8})\b", text)) >= 24
    again, why = run("deal", str(folder), "--need", "2", *NAMES)
    assert again == 1
    assert "there already" in why


@pytest.mark.parametrize(
    "args",
    [
        ("--need", "1", "Ada", "Ben"),
        ("--need", "2", "Ada"),
        ("--need", "2", "Ada", "Ben", "Cy", "Dora"),
        ("--need", "6", *[f"P{n}" for n in range(10)]),
    ],
)
def test_cuts_that_are_not_made_say_what_is(tmp_path: Path, args: tuple[str, ...]) -> None:
    code, told = run("deal", str(tmp_path / "x"), *args)
    assert code == 1
    assert "more than half" in told
    assert not (tmp_path / "x").exists()


def test_names_that_cannot_be_used_leave_nothing(tmp_path: Path) -> None:
    code, told = run("deal", str(tmp_path / "x"), "--need", "2", "Ada", "Ada", "Cy")
    assert code == 1
    assert "cannot be used" in told
    assert not (tmp_path / "x").exists()


def test_check_and_rehearse_say_of_each_share_whether_it_fits(tmp_path: Path) -> None:
    dealt, shares = deal(2, NAMES)
    other = deal(2, NAMES)[1]
    file = tmp_path / "trustees.json"
    file.write_bytes(write_public_file(dealt))
    code, told = run("check", str(file), typed=lines(shares[0], other[1]) + "0\n")
    assert code == 0
    assert "It is the share of Ada Okafor." in told
    assert "belongs to another key" in told
    code, told = run("rehearse", str(file), typed=lines(shares[0], other[1], shares[0], shares[2]))
    assert code == 0
    assert "was typed above already" in told
    assert "Opened: These 2 shares open the box." in told


@pytest.mark.parametrize("raw", [None, b"", b"[]"])
def test_a_file_that_is_none_is_said_in_words(tmp_path: Path, raw: bytes | None) -> None:
    file = tmp_path / "trustees.json"
    if raw is not None:
        file.write_bytes(raw)
    for command in ("check", "rehearse"):
        code, told = run(command, str(file))
        assert code == 1
        assert "Traceback" not in told
        assert str(file) in told
