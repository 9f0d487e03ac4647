"""Files whose meaning is certain are counted, however they are written (rules of counting, 9).

Real files come out of spreadsheets and out of hands. What has one possible meaning is read and
named by line; what has two is refused; strict reading refuses both.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from pbplatform.cli.main import main
from pbplatform.counting.election import Election, PbError
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.pabulib_notes import Notes, certain_number, whole_number
from tests.counting.elections import ELECTIONS, SMALL, written

NOT_LARGE = [path for path in ELECTIONS if path.stat().st_size <= 2**20]
CUMULATIVE = (
    SMALL.replace("approval", "cumulative")
    .replace("vote;age", "vote;points")
    .replace("a;1,2;30", "a;2,1;1,4")
    .replace("b;1;41", "b;1;2")
    .replace("c;1,3;27", "c;1,3;2,1")
    .replace("d;2;65", "d;2;3")
)


def what_counts(election: Election) -> tuple[object, ...]:
    """All that a count looks at."""
    ballots = [
        (election.choices_of(voter), election.points_of(voter)) for voter in range(election.voters)
    ]
    return election.exponent, election.budget_minor, election.projects, election.vote_type, ballots


def refusal(path: Path) -> str:
    with pytest.raises(PbError) as refused:
        read_election(path, strict=True)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (SMALL, "a;1,2;", "a;1,2,1;", "line 22, vote: names project 1 twice"),
        (SMALL, "a;1,2;", "a;1,1,1,2,2;", "line 22, vote: names project 1 twice"),
        (SMALL, "d;2;", "d;2,2;", "line 25, vote: names project 2 twice"),
        (SMALL, "d;2;", 'd;"2,2";', "line 25, vote: names project 2 twice"),
        (SMALL, "d;2;", "d;2, 2;", "line 25, vote: '2, 2' is read as 2,2"),
        (CUMULATIVE, "a;2,1;1,4", "a;2,1,2;1,4,3", "line 22, vote: names project 2 twice"),
        (SMALL.replace("approval", "ordinal"), "a;1,2;", "a;1,2,1;", "line 22, vote: names"),
    ],
)
def test_ballot_that_names_a_project_twice_counts_without_the_repeat(
    tmp_path: Path, text: str, old: str, new: str, said: str
) -> None:
    sound = read_election(written(tmp_path, text))
    path = written(tmp_path, text.replace(old, new))
    election = read_election(path)

    assert what_counts(election) == what_counts(sound)
    assert said in election.notes[0]
    assert said in refusal(path)


def test_command_names_line_and_treatment_and_strict_refuses(tmp_path: Path) -> None:
    path = written(tmp_path, SMALL.replace("a;1,2;", "a;1,2,1;"))
    words = "small.pb, line 22, vote: names project 1 twice; the first time counts"
    for arguments in (["count", str(path)], ["count", "--all", str(tmp_path)]):
        told = CliRunner().invoke(main, arguments)
        assert told.exit_code == 0, told.output
        assert f"read generously: {words}" in told.output
        strict = CliRunner().invoke(main, [*arguments, "--strict"])
        assert strict.exit_code == 1
        assert words in strict.output
    assert '"read_generously": ["small.pb, line 22' in (
        CliRunner().invoke(main, ["count", str(path), "--json"]).output
    )


DRESSES: dict[str, Callable[[str], str]] = {
    "small headings": lambda text: text.replace("VOTES\n", "votes\n").replace("META\n", "Meta\n"),
    "headings with blanks": lambda text: text.replace("PROJECTS\n", "  Projects ;;; \n"),
    "headings in quotes": lambda text: text.replace("VOTES\n", '"VOTES";;\n'),
    "blank lines": lambda text: text.replace("PROJECTS\n", "\n\nPROJECTS\n\n \n").replace(
        "VOTES\n", "VOTES\n\n"
    ),
    "blank rows of votes": lambda text: text.replace("b;1;41\n", "b;1;41\n;;\n   \n"),
    "semicolons at the end": lambda text: re.sub(r"(?m)$", ";;", text).replace(";;\n", ";;\n"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "byte order mark": lambda text: "\ufeff" + text,
    "columns in large letters": lambda text: text.replace("project_id;cost", "Project_ID;COST"),
    "columns with blanks": lambda text: text.replace("voter_id;vote;age", "Voter ID; Vote ;age"),
    "keys in large letters": lambda text: text.replace("num_votes", "Num_Votes").replace(
        "budget;", "BUDGET;"
    ),
    "no header row of META": lambda text: text.replace("key;value\n", ""),
    "vote type in large letters": lambda text: text.replace(";approval", ";Approval"),
    "rule in large letters": lambda text: text.replace("rule;greedy", "rule;Greedy"),
    "quotes in a name": lambda text: text.replace(";Benches;", ';"Odkupmy" i my Benches;'),
    "quotes in quotes": lambda text: text.replace(";Benches;", ';"The "old" Benches";'),
    "quote never closed": lambda text: text.replace(";Benches;", ';"Benches;'),
    "blanks in votes": lambda text: text.replace("a;1,2;", "a; 1 , 2 ;"),
    "comma after a vote": lambda text: text.replace("a;1,2;", "a;1,2,;"),
    "numbers of a spreadsheet": lambda text: text.replace("b;1;", "b;1.0;"),
    "counts of a spreadsheet": lambda text: text.replace("num_votes;4", "num_votes;4.0"),
    "blanks around numbers": lambda text: text.replace("1;60;3;", "1; 60 ; 3 ;"),
    "thousands": lambda text: text.replace("budget;100\n", "budget;100,00\n"),
    "all cells in quotes": lambda text: re.sub(r"(?m)^a;1,2;30$", '"a";"1,2";"30"', text),
}


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES.keys())
def test_file_whose_meaning_is_certain_is_counted_like_the_plain_one(
    tmp_path: Path, dress: Callable[[str], str]
) -> None:
    sound = read_election(written(tmp_path, SMALL))
    text = dress(SMALL)
    assert text != SMALL
    path = written(tmp_path, text.encode())
    election = read_election(path)

    assert same_but_for_names(election) == same_but_for_names(sound)
    if election.notes:
        assert election.notes[0] in refusal(path)
        assert re.match(r"small\.pb, line \d+, ", election.notes[0])


def same_but_for_names(election: Election) -> tuple[object, ...]:
    costs = [(p.key, p.cost_minor, p.votes, p.selected) for p in election.projects]
    _exponent, budget, _projects, kind, ballots = what_counts(election)
    return budget, costs, kind, election.rule, ballots


def test_text_of_a_spreadsheet_in_utf_16_is_read(tmp_path: Path) -> None:
    election = read_election(written(tmp_path, SMALL.encode("utf-16")))
    assert election.profile.supporters == (3, 2, 1)
    assert "UTF-16" in election.notes[0]


def test_names_with_quotes_are_kept_as_they_stand(tmp_path: Path) -> None:
    for written_so, name in (
        ('"Odkupmy" i my kosze', '"Odkupmy" i my kosze'),
        ('Park "Zdrowie" dla wszystkich', 'Park "Zdrowie" dla wszystkich'),
        ('"Park ""Zdrowie"""', 'Park "Zdrowie"'),
        ('"Nowy "Park" zdrowia"', 'Nowy "Park" zdrowia'),
        ('"Zielona" ulica i "czysta" woda', '"Zielona" ulica i "czysta" woda'),
        ('12" rower', '12" rower'),
    ):
        path = written(tmp_path, SMALL.replace(";Benches;", f";{written_so};"))
        assert read_election(path).projects[0].name == name


UNCERTAIN = {
    "amount with a comma": ("2;50;2", "2;1,234;2", "line 18, cost: '1,234' is not an amount"),
    "votes missing": ("num_votes;4", "num_votes;5", "META says 5 votes, the file has 4"),
    "quotes that cut in two ways": (
        "2;50;2;",
        '2;50;2;"a";b"c;"',
        "line 18, PROJECTS: the row cannot be read",
    ),
    "name missing inside a vote": ("c;1,3;", "c;,3;", "names '', which is not in PROJECTS"),
    "voter twice": ("d;2;65", "a;2;65", "a votes twice"),
    "heading twice": ("VOTES\n", "votes\nVotes\n", "sections must be META, PROJECTS, VOTES"),
    "key twice in other letters": ("budget;100", "budget;100\nBudget;7", "budget: comes twice"),
    "too many after the repeat": ("a;1,2;", "a;1,2,3,1;", "names 3 projects, at most 2"),
}


@pytest.mark.parametrize(("old", "new", "said"), UNCERTAIN.values(), ids=UNCERTAIN.keys())
def test_file_whose_meaning_is_not_certain_is_refused_in_one_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in SMALL
    with pytest.raises(PbError) as refused:
        read_election(written(tmp_path, SMALL.replace(old, new)))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 234", "1234"), ("1\u00a0234\u00a0567,5", "1234567.5"), ("1'234.50", "1234.50"),
        ("1,234,567", "1234567"), ("1,234.5", "1234.5"), ("1.234,5", "1234.5"), ("12,5", "12.5"),
        ("1.234.567,00", "1234567.00"), ("12,3456", "12.3456"),
        ("1,234", None), ("1 23", None), ("12 34", None), ("1,23,456", None), ("1.2.3", None),
        ("1e6", None), ("12-5", None), ("", None), ("-1 234", None), ("1,234,", None),
    ],
)  # fmt: skip
def test_number_is_read_where_its_writing_has_one_meaning(text: str, number: str | None) -> None:
    assert certain_number(text) == number


def test_whole_number_has_no_part() -> None:
    assert [whole_number(text) for text in ("12", "12.0", "1 200", "12.5", "12,50", "x")] == [
        "12", "12", "1200", None, None, None,
    ]  # fmt: skip


def test_many_notes_of_one_kind_are_told_by_their_number() -> None:
    notes = Notes("a.pb")
    for line in range(50):
        notes.add(line + 1, "vote", "project names", "read so")
    assert len(notes.told()) == 21
    assert notes.told()[-1] == "a.pb, vote: 30 more: project names"


@pytest.mark.parametrize("path", NOT_LARGE[::9], ids=lambda path: path.stem)
def test_real_election_counts_the_same_in_whatever_dress(tmp_path: Path, path: Path) -> None:
    """Several certain changes at once, in a small sample with a fixed seed."""
    dice = random.Random(path.name)
    sound = read_election(path, keep_withdrawn=True)
    assert sound.notes == ()
    text = path.read_text("utf-8-sig").replace("\r\n", "\n")
    changes = dice.sample(list(REAL_DRESSES.values()), 4)
    for change in changes:
        text = change(text, dice)
    election = read_election(written(tmp_path, text.encode()), keep_withdrawn=True)
    assert what_counts(election)[1] == what_counts(sound)[1]
    assert election.profile.supporters == sound.profile.supporters
    assert [p.cost_minor for p in election.projects] == [p.cost_minor for p in sound.projects]


REAL_DRESSES: dict[str, Callable[[str, random.Random], str]] = {
    "headings": lambda text, _d: re.sub(r"(?m)^(PROJECTS)$", r"projects;;", text),
    "line ends": lambda text, _d: text.replace("\n", "\r\n"),
    "mark": lambda text, _d: "\ufeff" + text,
    "semicolons": lambda text, _d: re.sub(r"(?m)(?<=.)$", ";;", text),
    "blank lines": lambda text, d: _blank_lines(text, d),
    "columns": lambda text, _d: text.replace("\nvoter_id;", "\nVOTER_ID;"),
    "keys": lambda text, _d: text.replace("\nnum_votes;", "\nNum_votes;"),
    "header of META": lambda text, _d: text.replace("key;value", "Key;Value", 1),
}


def _blank_lines(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    for _time in range(5):
        lines.insert(dice.randint(1, len(lines)), dice.choice(["", "  ", ";;;"]))
    return "\n".join(lines)


def test_changed_letters_never_break_the_reader(tmp_path: Path) -> None:
    """Whatever is changed in a file, it is counted or refused in one line."""
    dice = random.Random(20261127)
    letters = [*'";,\n\r\t .0129aV\u00a0\ufeff', "\n\n", ';"', '";', "VOTES\n", '""']
    refused: list[str] = []
    for _time in range(400):
        text = dice.choice([SMALL, CUMULATIVE])
        for _change in range(dice.randint(1, 4)):
            at = dice.randrange(len(text))
            text = text[:at] + dice.choice(letters) + text[at + dice.randint(0, 1) :]
        try:
            election = read_election(written(tmp_path, text.encode()))
        except PbError as error:
            refused.append(str(error))
            continue
        assert election.voters == 4
        assert len(election.projects) == 3
    assert refused
    assert not any("\n" in said for said in refused)
