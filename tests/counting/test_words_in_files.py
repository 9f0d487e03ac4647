"""Whatever a project is called, the files of a count stay files: read back, the words are equal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.counting.cells import text_cell, words_of
from pbplatform.counting.count import count_with_record
from pbplatform.counting.files import files_of_count
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.rulebook import Cap, CapKind, Family, Rule
from pbplatform.counting.ties import TieOrder
from tests.counting.profiles import ABOUT, TWO_GROUPS

NASTY = [
    "Benches\nVOTES\n1;A",
    "Benches\r\nVOTES",
    "\u2028VOTES\u2028",
    "VOTES",
    "META;",
    'a;b;"c"',
    "=HYPERLINK(1)",
    "+1",
    "-2",
    "@x",
    "'=x",
    "''+x",
    "\t=1",
    "\x00",
    "-",
    '"',
]
CAPPED = replace(
    Rule(Family.VOTES_GREEDY),
    caps=(Cap(CapKind.CATEGORY, "x", 10**9), Cap(CapKind.AREA, "x", 10**9)),
)


def flat(words: str) -> str:
    return " ".join(words.split())


def check(folder, words: list[str]) -> None:  # type: ignore[no-untyped-def]
    profile = replace(
        TWO_GROUPS,
        contenders=tuple(
            replace(one, category=words[place % len(words)], area=words[-1 - place % len(words)])
            for place, one in enumerate(TWO_GROUPS.contenders)
        ),
    )
    names = {one.key: words[place % len(words)] for place, one in enumerate(profile.contenders)}
    order = TieOrder.by_lot("4 6 1", profile.keys)
    told = replace(ABOUT, description=words[0] or "x", unit=words[-1] or "x", names=names)
    counted = count_with_record(profile, CAPPED, order)
    path = folder / "ballots.pb"
    path.write_bytes(files_of_count(told, profile, CAPPED, order, counted)["ballots.pb"])
    election = read_election(path)
    assert {one.key: one.name for one in election.projects} == {
        key: flat(name) for key, name in names.items()
    }
    areas = {one.key: flat(one.area) or "-" for one in profile.contenders}
    assert {one.key: one.area for one in election.projects} == areas
    assert election.meta["description"] == flat(told.description)
    assert election.voters == profile.voters
    assert counted[0].winners


@pytest.mark.parametrize("words", NASTY, ids=ascii)
def test_name_that_looks_like_part_of_the_file_is_read_back_as_it_was(tmp_path, words) -> None:  # type: ignore[no-untyped-def]
    check(tmp_path, [words])


@settings(max_examples=40)
@given(st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=20)), min_size=1, max_size=3))
def test_any_names_are_read_back_as_they_were(tmp_path_factory, words) -> None:  # type: ignore[no-untyped-def]
    if not all(flat(one) for one in words):
        words = [f"{one}x" for one in words]
    check(tmp_path_factory.mktemp("words"), words)


@given(st.text(max_size=30))
def test_cell_never_runs_as_a_formula_and_gives_the_words_again(words: str) -> None:
    cell = text_cell(words)
    assert cell == "-" or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert words_of(cell) == flat(words)
