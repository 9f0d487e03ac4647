"""Letters of a vote as PDF files. Source: docs/rules/printing.md section 3."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pbplatform.voting.commands import letters as command
from pbplatform.voting.domain import letter_files
from pbplatform.voting.domain.letter_lists import (
    Address,
    CannotRead,
    gaps_between,
    read_addresses,
    read_codes,
)
from pbplatform.voting.jobs import letter_pdfs
from pbplatform.voting.jobs.letter_pdfs import Words, print_batch, shred
from tests.web.printed import Printed

PARTS = [
    {"is": "text", "text": "Choose up to 3 projects."},
    {"is": "code", "text": "Your code:"},
    {
        "is": "qr",
        "text": "Scan this, or type:",
        "address": "https://hackford.example/rounds/fund-2027/vote",
        "alt": "Picture of the address",
    },
]
TOLD: dict[str, Any] = {
    "v": 1,
    "title": "Letters",
    "address": "https://hackford.example/rounds/fund-2027/vote",
    "day": "2027-03-04T12:00:00+00:00",
    "languages": [
        {
            "language": language,
            "direction": direction,
            "sender": "Hackford",
            "date": "4 March 2027",
            "heading": heading,
            "footer": "Voter {number}",
            "spare": "Spare letter {number}",
            "parts": PARTS,
        }
        for language, direction, heading in (
            ("en", "ltr", "Your vote"),
            ("ar", "rtl", "صوتك"),
        )
    ],
}
CODES = [(1, "7Q4K9XMD2HTBWC"), (2, "8Q4K9XMD2HTBWC"), (3, "9Q4K9XMD2HTBWC")]
ADDRESSES = (
    "register,name,street,town,language\n"
    '00017,"=Rosa #Lopez",1 High Street,Hackford,\n'
    "00018,Amal Nasser,2 High Street,Hackford,ar\n"
    "00019,Ben Okoro,3 High Street,Hackford,\n"
    "00020,Not On Roll,4 High Street,Hackford,\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    key = letter_files.new_key()
    closed = letter_files.close_file(
        key,
        voters=CODES,
        spares=[(1, "AQ4K9XMD2HTBWC")],
        register={1: "00017", 2: "00018", 3: "00019"},
    )
    (tmp_path / "a.pbletters").write_bytes(closed)
    (tmp_path / "a.key").write_text(key.hex())
    (tmp_path / "codes.csv").write_text(letter_files.join(closed, key.hex()))
    (tmp_path / "words.json").write_text(json.dumps(TOLD))
    (tmp_path / "addresses.csv").write_text(ADDRESSES)
    return tmp_path


def run(desk: Path, *more: str, file: str = "codes.csv", said: str = "") -> Result:
    told = [str(desk / file), str(desk / "words.json"), str(desk / "out")]
    asked = ["pdf", *told, "--addresses", str(desk / "addresses.csv"), "--processes", "0", *more]
    return CliRunner().invoke(command, asked, input=said)


def test_each_voter_gets_a_letter_with_address_code_and_number(desk: Path) -> None:
    done = run(desk, "--per-file", "2")
    assert done.exit_code == 0, done.output
    made = sorted(path.name for path in (desk / "out").glob("*.pdf"))
    assert made == ["spares-0001.pdf", "voters-0001.pdf", "voters-0002.pdf"]
    first = Printed((desk / "out" / "voters-0001.pdf").read_bytes())
    assert first.is_tagged
    assert "=Rosa #Lopez" in first.pages[0]
    assert "7Q4K" in first.pages[0]
    assert "Voter 1" in first.pages[0]
    assert "hackford.example/rounds/fund-2027/vote" in first.pages[0]
    assert len(first.pages) == 4  # two letters in two languages
    spare = Printed((desk / "out" / "spares-0001.pdf").read_bytes())
    assert "Spare letter 1" in spare.text
    assert (desk / "out").stat().st_mode & 0o077 == 0


def test_letter_begins_in_the_language_of_its_reader() -> None:
    batch = list(read_addresses(ADDRESSES.splitlines()))
    coded = list(read_codes(["letter,number,code,register\n", "voter,2,7Q4K-9XMD,00018\n"]))
    told = Words.read(json.dumps(TOLD))
    made = Printed(print_batch(told, [(coded[0], dict(batch)["00018"])]))
    assert made.is_tagged
    arabic, english = made.pages
    assert "Your vote" not in arabic
    assert "Your vote" in english
    for page in made.pages:  # from left to right, whichever way the language runs
        assert page.index("7Q4K") < page.index("9XMD")


def test_every_letter_has_its_own_code_and_picture() -> None:
    told = Words.read(json.dumps(TOLD))
    coded = read_codes(["letter,number,code\n", "voter,1,7Q4K-9XMD\n", "voter,2,8Q4K-9XM2\n"])
    batch = [(each, Address(("Rosa",))) for each in coded]
    letters = letter_pdfs.letters_of(told, batch)["letters"]
    assert isinstance(letters, list)
    assert [each["groups"] for each in letters] == [["7Q4K", "9XMD"], ["8Q4K", "9XM2"]]
    assert letters[0]["picture"] != letters[1]["picture"]


def test_what_a_run_that_was_killed_left_half_is_written_over(desk: Path) -> None:
    run(desk, "--per-file", "2")
    whole = (desk / "out" / "voters-0002.pdf").read_bytes()
    (desk / "out" / "voters-0002.pdf").rename(desk / "out" / "voters-0002.half")
    (desk / "out" / "voters-0009.half").write_bytes(b"7Q4K")
    assert run(desk, "--per-file", "2").exit_code == 0
    assert (desk / "out" / "voters-0002.pdf").read_bytes() == whole
    assert not list((desk / "out").glob("*.half"))


def test_processes_that_print_end_with_the_one_that_began_them(desk: Path) -> None:
    codes = [f"voter,{n},7Q4K-9XMD-2HTB-WC,{n}\n" for n in range(1, 3001)]
    (desk / "codes.csv").write_text("letter,number,code,register\n" + "".join(codes))
    rows = [f"{n},Person {n}\n" for n in range(1, 3001)]
    (desk / "addresses.csv").write_text("register,name\n" + "".join(rows))
    asked = [sys.executable, "-m", "pbplatform", "letters", "pdf", "codes.csv", "words.json", "out"]
    begun = subprocess.Popen(
        [*asked, "--addresses", "addresses.csv", "--per-file", "50"],
        cwd=desk,
        env={"PYTHONPATH": str(Path(letter_pdfs.__file__).parents[3])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: bool(list((desk / "out").glob("*.pdf"))))
    printing = children_of(begun.pid)
    begun.kill()
    begun.wait()
    assert printing
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in printing))
    assert not (desk / "out" / "voters-0060.pdf").exists()


def wait_until(is_so: Callable[[], bool]) -> None:
    for _try in range(600):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come")


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def test_closed_file_with_its_key_prints_the_same_and_writes_no_open_codes(desk: Path) -> None:
    (desk / "codes.csv").unlink()
    assert run(desk, "--key", str(desk / "a.key"), file="a.pbletters").exit_code == 0
    assert not list(desk.rglob("*.csv.*"))
    assert "8Q4K" in Printed((desk / "out" / "voters-0001.pdf").read_bytes()).text


def test_interrupted_run_goes_on_and_another_run_is_refused(desk: Path) -> None:
    run(desk, "--per-file", "1")
    kept = (desk / "out" / "voters-0001.pdf").stat().st_mtime_ns
    (desk / "out" / "voters-0002.pdf").unlink()
    assert run(desk, "--per-file", "1").exit_code == 0
    assert (desk / "out" / "voters-0001.pdf").stat().st_mtime_ns == kept
    assert (desk / "out" / "voters-0002.pdf").exists()
    (desk / "addresses.csv").write_text(ADDRESSES.replace("1 High", "9 High"))
    refused = run(desk, "--per-file", "1")
    assert refused.exit_code == 1
    assert "another run" in refused.output


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        (ADDRESSES.replace("00019,Ben", "00099,Ben"), "1 without an address: 00019"),
        (ADDRESSES.replace("00020,Not", "00019,Not"), "1 twice in the addresses: 00019"),
        ("register\n00017\n", "holds no address"),
        ("name,street\nRosa,1 High Street\n", "called “register” or “number”"),
        ("", "called “register” or “number”"),
    ],
)
def test_nothing_is_printed_while_a_letter_would_go_nowhere(
    desk: Path, addresses: str, told: str
) -> None:
    (desk / "addresses.csv").write_text(addresses)
    refused = run(desk)
    assert refused.exit_code == 1
    assert told in refused.output
    assert not (desk / "out").exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [("words.json", "{}"), ("words.json", "no"), ("codes.csv", "a,b\n"), ("codes.csv", "")],
)
def test_file_of_another_kind_is_refused_in_words(desk: Path, name: str, text: str) -> None:
    (desk / name).write_text(text)
    refused = run(desk)
    assert refused.exit_code == 1
    assert "this is not" in refused.output


def test_codes_are_destroyed_only_after_somebody_says_that_all_are_printed(desk: Path) -> None:
    assert run(desk, "--shred", said="n\n").exit_code == 1
    assert (desk / "codes.csv").exists()
    assert run(desk, "--shred", said="y\n").exit_code == 0
    assert not (desk / "codes.csv").exists()
    assert not list((desk / "out").glob("*.pdf"))


def test_shredded_file_is_written_over_before_it_goes(tmp_path: Path) -> None:
    held = tmp_path / "codes.csv"
    held.write_text("secret" * 1000)
    beside = tmp_path / "beside"
    beside.hardlink_to(held)
    shred(held)
    assert not held.exists()
    assert b"secret" not in beside.read_bytes()
    assert beside.stat().st_size == 6000


def test_row_that_is_no_letter_is_named() -> None:
    with pytest.raises(CannotRead, match="row 3"):
        list(read_codes(["letter,number,code\n", "voter,1,A-B\n", "other,2,C-D\n"]))


def test_address_with_more_lines_than_a_window_is_told() -> None:
    coded = list(read_codes(["letter,number,code\n", "voter,1,A-B\n"]))
    addresses = read_addresses(["number,a,b,c,d,e,f,g\n", "1,1,2,3,4,5,6,7\n"])
    assert gaps_between(coded, "number", addresses).too_long == ("1",)
