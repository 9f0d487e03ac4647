"""Reading .pb files, and refusing the bad ones in one line."""

from __future__ import annotations

import time

import pytest

from pbplatform.counting.election import PbError
from pbplatform.counting.pabulib import LARGEST_FILE_BYTES, read_election
from tests.counting.elections import ELECTIONS, SMALL, written


def test_file_gives_projects_ballots_and_money_when_it_is_sound(tmp_path):
    election = read_election(written(tmp_path, SMALL))

    assert [p.key for p in election.projects] == ["1", "2", "3"]
    assert [p.cost_minor for p in election.projects] == [60, 50, 40]
    assert election.projects[1].name == 'Lamps; "warm" ones'
    assert election.official_winners == ("1", "3")
    assert (election.budget_minor, election.exponent, election.voters) == (100, 0, 4)
    assert [election.choices_of(voter) for voter in range(4)] == [(0, 1), (0,), (0, 2), (1,)]
    assert election.profile.supporters == (3, 2, 1)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + SMALL.encode(),
        SMALL.replace("\n", "\r\n").encode(),
        SMALL.replace("a;1,2", 'a;"1,2"').encode(),
        SMALL.replace("VOTES\n", "VOTES;\n").encode(),
        SMALL.rstrip("\n").encode(),
        SMALL.replace("b;1;41\n", "b;1;41\n\n").encode(),
    ],
    ids=["byte order mark", "CRLF", "quoted vote", "heading with ;", "no last end", "blank line"],
)
def test_file_reads_the_same_when_only_its_dress_differs(tmp_path, raw):
    election = read_election(written(tmp_path, raw))

    assert election.profile.supporters == (3, 2, 1)
    assert election.choices_of(0) == (0, 1)


@pytest.mark.parametrize(
    ("cost", "exponent", "minor"),
    [("60", 0, 60), ("60.0", 0, 60), ("60.5", 2, 6050), ("60.25", 2, 6025), ("60.125", 3, 60125)],
)
def test_money_is_whole_minor_units_when_an_amount_has_decimals(tmp_path, cost, exponent, minor):
    election = read_election(written(tmp_path, SMALL.replace("1;60;3", f"1;{cost};3")))

    assert (election.exponent, election.projects[0].cost_minor) == (exponent, minor)
    assert election.budget_minor == 100 * 10**exponent


def test_minor_unit_is_told_by_the_places_when_every_amount_has_the_same(tmp_path):
    text = SMALL.replace("budget;100", "budget;100.00").replace("3;40;", "3;40.00;")
    text = text.replace("1;60;", "1;60.00;").replace("2;50;", "2;50.00;")

    assert read_election(written(tmp_path, text)).exponent == 2
    assert read_election(written(tmp_path, text.replace("60.00", "60"))).exponent == 0


def test_blank_rows_of_a_spreadsheet_are_not_counted_as_projects(tmp_path):
    election = read_election(written(tmp_path, SMALL.replace("VOTES\n", ";;;;\n \nVOTES\n")))

    assert len(election.projects) == 3


def test_points_stand_beside_their_choices_when_the_file_is_cumulative(tmp_path):
    text = (
        SMALL.replace("approval", "cumulative")
        .replace("vote;age", "vote;points")
        .replace("a;1,2;30", "a;2,1;1,4")
        .replace("b;1;41", "b;1;2")
        .replace("c;1,3;27", "c;1,3;2,1")
        .replace("d;2;65", "d;2;3")
    )
    election = read_election(written(tmp_path, text))

    assert (election.choices_of(0), election.points_of(0)) == ((1, 0), (1, 4))
    assert election.points_of(3) == (3,)


BAD = {
    "empty": (SMALL, "", "small.pb, file: is empty"),
    "no META": ("META\n", "JUNK\n", "small.pb, line 1, META: the file does not begin"),
    "no PROJECTS": ("PROJECTS\n", "", "small.pb, PROJECTS: the section is missing"),
    "no VOTES": ("VOTES\n", "", "small.pb, VOTES: the section is missing"),
    "VOTES twice": ("d;2;65", "d;2;65\nVOTES", "VOTES: sections must be META, PROJECTS, VOTES"),
    "votes count": ("num_votes;4", "num_votes;5", "line 8, num_votes: META says 5 votes, the"),
    "project count": ("num_projects;3", "num_projects;2", "line 7, num_projects: META says 2"),
    "count is text": ("num_votes;4", "num_votes;four", "line 8, num_votes: 'four' is not a whole"),
    "count is endless": ("num_votes;4", "num_votes;" + "9" * 5000, "num_votes: '99999"),
    "longest is endless": ("max_length;2", "max_length;" + "9" * 5000, "max_length: '99999"),
    "META key twice": ("budget;100", "budget;100\nbudget;7", "line 10, budget: comes twice"),
    "unknown project": ("b;1;41", "b;9;41", "line 23, vote: names '9', which is not in PROJECTS"),
    "too many choices": ("a;1,2", "a;1,2,3", "line 22, vote: names 3 projects, at most 2"),
    "duplicate voter": ("d;2;65", "a;2;65", "line 25, voter_id: a votes twice"),
    "voter without id": ("d;2;65", ";2;65", "line 25, voter_id: is empty"),
    "row too short": ("d;2;65", "d", "line 25, vote: the row ends before it"),
    "duplicate project": ("2;50;2", "1;50;2", "line 18, project_id: 1 comes twice"),
    "negative cost": ("2;50;2", "2;-50;2", "line 18, cost: -50 is negative"),
    "cost is text": ("2;50;2", "2;lots;2", "line 18, cost: 'lots' is not an amount of money"),
    "cost not a number": ("2;50;2", "2;nan;2", "line 18, cost: 'nan' is not an amount"),
    "no cost": ("2;50;2", "2;;2", "line 18, cost: is missing"),
    "withdrawn": ("2;50;2", "2;999999999;2", "line 18, cost: 999999999 marks a withdrawn project"),
    "no budget": ("budget;100\n", "", "small.pb, budget: is missing from META"),
    "budget is text": ("budget;100", "budget;much", "line 9, budget: 'much' is not an amount"),
    "budget too large": ("budget;100", "budget;" + "9" * 30, "line 9, budget: '999999999"),
    "vote type": ("approval", "shouting", "line 10, vote_type: 'shouting' is not one of"),
    "no vote column": ("voter_id;vote;age", "voter_id;age", "line 21, vote: the column is missing"),
    "selected is text": ("1;60;3;Benches;1", "1;60;3;Benches;yes", "line 17, selected: 'yes'"),
    "quote left open": ("b;1;41", 'b;"1;41', "line 23, vote: names '\"1', which is not in"),
}


@pytest.mark.parametrize(("old", "new", "said"), BAD.values(), ids=BAD.keys())
def test_file_is_refused_in_one_line_when_it_is_bad(tmp_path, old, new, said):
    path = written(tmp_path, SMALL.replace(old, new))

    with pytest.raises(PbError) as refusal:
        read_election(path)

    assert said in str(refusal.value)
    assert str(refusal.value).startswith("small.pb")
    assert "\n" not in str(refusal.value)


def test_file_is_refused_when_it_is_not_utf_8(tmp_path):
    path = written(tmp_path, SMALL.encode().replace(b"Trees", b"Tr\xffes"))

    with pytest.raises(PbError, match=r"small\.pb, line 19, encoding: is not UTF-8 text"):
        read_election(path)


def test_file_is_refused_when_it_cannot_be_opened(tmp_path):
    with pytest.raises(PbError, match=r"gone\.pb, file: cannot be read"):
        read_election(tmp_path / "gone.pb")


@pytest.mark.parametrize(
    "junk",
    [
        b"\x00junk" * 10_000_000,
        b"META\n" + b"x;1\n" * 12_500_000,
        SMALL.encode() + b"e;1;2\n" * 8_000_000,
        SMALL.encode().replace(b"Trees", b"T" * 50_000_000),
        SMALL.encode().replace(b"VOTES", b"9;1;0;x;0\n" * 5_000_000 + b"VOTES"),
        b"META\n" * 10_000_000,
        b"META\n" + b"x" * LARGEST_FILE_BYTES,
    ],
    ids=[
        "no heading",
        "endless META",
        "endless VOTES",
        "one endless cell",
        "endless PROJECTS",
        "endless headings",
        "too large",
    ],
)
def test_file_is_refused_within_seconds_when_it_is_50_megabytes_of_junk(tmp_path, junk):
    path = written(tmp_path, junk)
    begun = time.process_time()

    with pytest.raises(PbError):
        read_election(path)

    assert time.process_time() - begun < 10


def test_withdrawn_project_is_marked_when_the_reader_asks_to_keep_it(tmp_path):
    path = written(tmp_path, SMALL.replace("2;50;2", "2;999999999;2"))

    projects = read_election(path, keep_withdrawn=True).projects

    assert [project.withdrawn for project in projects] == [False, True, False]


@pytest.mark.parametrize("path", ELECTIONS, ids=lambda path: path.stem)
def test_tallies_equal_the_published_ones_in_every_election(path):
    election = read_election(path, keep_withdrawn=True)

    assert election.voters == int(election.meta["num_votes"])
    published = [project.votes for project in election.projects]
    assert list(election.profile.supporters) == published
