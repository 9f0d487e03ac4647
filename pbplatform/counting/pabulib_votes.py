"""The VOTES section of a .pb file: rows with the same vote are understood once and counted."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pbplatform.counting.election import BallotRows, Int32s, Int64s, PbError
from pbplatform.counting.pabulib_notes import Notes
from pbplatform.counting.pabulib_plain import read_plain_votes
from pbplatform.counting.pabulib_rows import Row, named_columns, rows_of

LARGEST_POINTS = 10**9


@dataclass(frozen=True)
class _Table:
    """The columns of VOTES that matter, and where each row stands in the file."""

    notes: Notes
    voter_ids: list[str]
    votes: list[str]
    points: list[str] | None
    lines: Sequence[int]

    def error(self, row: int, field: str, problem: str) -> PbError:
        return PbError(self.notes.path_name, self.lines[row], field, problem)


@dataclass(frozen=True)
class _Distinct:
    """The different votes of a table and, for each row, which of them it is."""

    table: _Table
    votes: list[str]
    points: list[str]
    ballot_of: Int32s

    def error(self, ballot: int, field: str, problem: str) -> PbError:
        """An error that stands on the first row with this ballot."""
        return self.table.error(self.rows_with(ballot)[0], field, problem)

    @cached_property
    def _by_ballot(self) -> tuple[Int64s, Int64s]:
        """All rows ordered by their ballot, and where each ballot's rows begin among them."""
        order = np.argsort(self.ballot_of, kind="stable")
        return order, np.searchsorted(self.ballot_of[order], np.arange(len(self.votes) + 1))

    def rows_with(self, ballot: int) -> list[int]:
        order, begins = self._by_ballot
        return [int(row) for row in order[begins[ballot] : begins[ballot + 1]]]

    def note(self, ballot: int, kind: str, words: str) -> None:
        """Note this of every row with this ballot."""
        for row in self.rows_with(ballot):
            self.table.notes.add(self.table.lines[row], "vote", kind, words)


def read_votes(
    raw: bytes,
    *,
    first_line: int,
    notes: Notes,
    keys: Sequence[str],
    longest: int | None,
    needs_points: bool,
    announced: int,
) -> BallotRows:
    """Parse the rows below the heading VOTES.

    Args:
        text: the section from its header row on, line ends `\\n`.
        first_line: the line of the header row in the file.
        keys: the project ids; a mark is an index into them.
        longest: most choices on one ballot, None for no limit.
        needs_points: the column `points` must be there; otherwise it is not read.
        announced: how many votes META says there are.
    Raises:
        PbError: a column or cell is missing, a voter comes twice, a vote names an unknown
            project or too many, or points do not go with the choices.
    """
    end = raw.find(b"\n") if b"\n" in raw else len(raw)
    header = _header(raw[:end].decode(), first_line, notes, needs_points=needs_points)
    if not needs_points and b'"' not in raw[:end]:
        # Several times faster; what it does not answer is read with more care.
        plain = read_plain_votes(
            raw[end:],
            width=len(header),
            voter_at=header.index("voter_id"),
            vote_at=header.index("vote"),
            keys=keys,
            longest=longest,
        )
        if plain is not None:
            return plain
    table = _read_table(raw, header, first_line, notes, announced, needs_points=needs_points)
    return _with_care(table, keys, longest)


def _with_care(table: _Table, keys: Sequence[str], longest: int | None) -> BallotRows:
    _refuse_repeated_voters(table)
    distinct = _tidy(_distinct(table), keys)
    lengths = np.array([vote.count(",") + 1 if vote else 0 for vote in distinct.votes], np.int64)
    if longest is not None and len(lengths) and int(lengths.max()) > longest:
        problem = f"names {int(lengths.max())} projects, at most {longest} are allowed"
        raise distinct.error(int(lengths.argmax()), "vote", problem)
    marks = _marks(distinct, keys)
    return BallotRows(
        voters=len(table.voter_ids),
        ballot_of=distinct.ballot_of,
        offsets=np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64))),
        marks=marks,
        points=None if table.points is None else _points(distinct, lengths),
    )


def _header(head: str, first_line: int, notes: Notes, *, needs_points: bool) -> list[str]:
    cells = next(csv.reader([head], delimiter=";"), [])
    header = named_columns(cells, first_line, "VOTES", notes)
    for field in _fields(needs_points):
        if field not in header:
            message = "the column is missing from VOTES"
            raise PbError(notes.path_name, first_line, field, message)
    return header


def _fields(needs_points: bool) -> tuple[str, ...]:
    return ("voter_id", "vote", "points") if needs_points else ("voter_id", "vote")


def _read_table(
    raw: bytes,
    header: list[str],
    first_line: int,
    notes: Notes,
    announced: int,
    *,
    needs_points: bool,
) -> _Table:
    fields = _fields(needs_points)
    places = [header.index(field) for field in fields]
    columns = _even_columns(raw.decode(), len(header), places)
    if columns is not None:
        lines: Sequence[int] = range(first_line + 1, first_line + 1 + len(columns[0]))
    else:
        rows = rows_of(raw, first_line=first_line, field="VOTES", notes=notes, announced=announced)
        named = dict(zip(fields, places, strict=True))
        columns, lines = _uneven_columns(rows[1:], notes.path_name, named)
    return _Table(notes, columns[0], columns[1], columns[2] if needs_points else None, lines)


def _even_columns(text: str, width: int, places: Sequence[int]) -> list[list[str]] | None:
    """Columns when all rows are plain and have `width` cells; None when some row is not so."""
    if '"' in text or "\n\n" in text or "\n" not in text:
        return None
    body = text[text.index("\n") + 1 :].rstrip("\n")
    raw = np.frombuffer(body.encode() + b"\n", dtype=np.uint8)
    ends = raw[(raw == ord("\n")) | (raw == ord(";"))]
    if len(ends) % width or not body:
        return None
    by_row = ends.reshape(-1, width) == ord("\n")
    if not by_row[:, -1].all() or by_row[:, :-1].any():
        return None
    # One split of everything is several times faster than one per row.
    cells = body.replace("\n", ";").split(";")
    return [cells[place::width] for place in places]


def _uneven_columns(
    rows: Sequence[Row], path_name: str, places: dict[str, int]
) -> tuple[list[list[str]], list[int]]:
    """Columns of rows with quotes, blank lines between, or cells missing or too many."""
    columns = []
    for field, at in places.items():
        short = next((line for line, row in rows if len(row) <= at), None)
        if short is not None:
            raise PbError(path_name, short, field, "the row ends before it")
        columns.append([row[at] for _line, row in rows])
    return columns, [line for line, _row in rows]


def _refuse_repeated_voters(table: _Table) -> None:
    seen = set(table.voter_ids)
    if "" in seen:
        raise table.error(table.voter_ids.index(""), "voter_id", "is empty")
    if len(seen) == len(table.voter_ids):
        return
    seen = set()
    for row, voter in enumerate(table.voter_ids):
        if voter in seen:
            raise table.error(row, "voter_id", f"{voter} votes twice")
        seen.add(voter)


def _distinct(table: _Table) -> _Distinct:
    cells = table.votes
    if table.points is not None:
        cells = [f"{v};{p}" for v, p in zip(table.votes, table.points, strict=True)]
    index = {cell: ballot for ballot, cell in enumerate(dict.fromkeys(cells))}
    ballot_of = np.fromiter(map(index.__getitem__, cells), dtype=np.int32, count=len(cells))
    if table.points is None:
        return _Distinct(table, list(index), [], ballot_of)
    pairs = [cell.rsplit(";", 1) for cell in index]
    return _Distinct(table, [vote for vote, _ in pairs], [given for _, given in pairs], ballot_of)


def _tidy(distinct: _Distinct, keys: Sequence[str]) -> _Distinct:
    """The same with names as PROJECTS has them, each once; what was changed is noted."""
    known = frozenset(keys)
    votes, points = list(distinct.votes), list(distinct.points)
    for ballot, vote in enumerate(votes):
        names = vote.split(",")
        if vote and not known.issuperset(names):
            names = _known_names(names, known)
            votes[ballot] = ",".join(names)
            if known.issuperset(names):  # else `_marks` says which name is unknown
                words = f"{vote[:80]!r} is read as {votes[ballot][:80]}"
                distinct.note(ballot, "project names", words)
        if vote and len(set(names)) < len(names):
            places = [at for at, name in enumerate(names) if names.index(name) == at]
            votes[ballot] = ",".join(names[at] for at in places)
            given = points[ballot].split(",") if points else []
            if len(given) == len(names):
                points[ballot] = ",".join(given[at] for at in places)
            twice = next(name for at, name in enumerate(names) if names.index(name) != at)
            words = f"names project {twice} twice; the first time counts, the repeat is left out"
            distinct.note(ballot, "ballots that name a project twice", words)
    return replace(distinct, votes=votes, points=points)


def _known_names(names: Sequence[str], known: frozenset[str]) -> list[str]:
    """Names without blanks around them; a number that a spreadsheet wrote `4.0` is 4."""
    read = [name.strip() for name in names]
    while len(read) > 1 and not read[-1]:
        read.pop()  # a comma at the end
    if read == [""]:
        return []
    whole = [re.sub(r"(?<=\d)\.0+$", "", name) for name in read]
    return [
        short if name not in known and short in known else name
        for name, short in zip(read, whole, strict=True)
    ]


def _marks(distinct: _Distinct, keys: Sequence[str]) -> Int32s:
    """Project indexes of all votes in one row, int32 (marks,)."""
    index = {key: number for number, key in enumerate(keys)}
    names = ",".join([vote for vote in distinct.votes if vote]).split(",")
    if names == [""]:
        return np.zeros(0, np.int32)
    try:
        return np.fromiter(map(index.__getitem__, names), dtype=np.int32, count=len(names))
    except KeyError:
        for ballot, vote in enumerate(distinct.votes):
            for name in vote.split(",") if vote else ():
                if name not in index:
                    problem = f"names {name[:80]!r}, which is not in PROJECTS"
                    raise distinct.error(ballot, "vote", problem) from None
        raise


def _points(distinct: _Distinct, lengths: Int64s) -> Int64s:
    """Points beside all marks in one row, int64 (marks,)."""
    for ballot, given in enumerate(distinct.points):
        count = given.count(",") + 1 if given else 0
        if count != lengths[ballot]:
            problem = f"{count} points for {lengths[ballot]} projects"
            raise distinct.error(ballot, "points", problem)
        for text in map(str.strip, given.split(",") if given else ()):
            if not (text.isascii() and text.isdigit() and int(text[:12]) <= LARGEST_POINTS):
                raise distinct.error(ballot, "points", f"{text[:40]!r} is not a number of points")
    values = [int(text) for given in distinct.points if given for text in given.split(",")]
    return np.array(values, dtype=np.int64)
