"""The VOTES section of a .pb file: rows with the same vote are understood once and counted."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pbplatform.counting.election import BallotRows, Int32s, Int64s, PbError
from pbplatform.counting.pabulib_plain import read_plain_votes

LARGEST_POINTS = 10**9


@dataclass(frozen=True)
class _Table:
    """The columns of VOTES that matter, and where each row stands in the file."""

    path_name: str
    voter_ids: list[str]
    votes: list[str]
    points: list[str] | None
    lines: Sequence[int]

    def error(self, row: int, field: str, problem: str) -> PbError:
        return PbError(self.path_name, self.lines[row], field, problem)


@dataclass(frozen=True)
class _Distinct:
    """The different votes of a table and, for each row, which of them it is."""

    table: _Table
    votes: list[str]
    points: list[str]
    ballot_of: Int32s

    def error(self, ballot: int, field: str, problem: str) -> PbError:
        """An error that stands on the first row with this ballot."""
        return self.table.error(int(np.argmax(self.ballot_of == ballot)), field, problem)


def read_votes(
    raw: bytes,
    *,
    first_line: int,
    path_name: str,
    keys: Sequence[str],
    longest: int | None,
    needs_points: bool,
) -> BallotRows:
    """Parse the rows below the heading VOTES.

    Args:
        text: the section from its header row on, line ends `\\n`.
        first_line: the line of the header row in the file.
        keys: the project ids; a mark is an index into them.
        longest: most choices on one ballot, None for no limit.
        needs_points: the column `points` must be there; otherwise it is not read.
    Raises:
        PbError: a column or cell is missing, a voter comes twice, a vote names an unknown
            project, one project twice or too many, or points do not go with the choices.
    """
    end = raw.find(b"\n") if b"\n" in raw else len(raw)
    header = _header(raw[:end].decode(), first_line, path_name, needs_points=needs_points)
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
    table = _read_table(raw.decode(), header, first_line, path_name, needs_points=needs_points)
    return _with_care(table, keys, longest)


def _with_care(table: _Table, keys: Sequence[str], longest: int | None) -> BallotRows:
    _refuse_repeated_voters(table)
    distinct = _distinct(table)
    lengths = np.array([vote.count(",") + 1 if vote else 0 for vote in distinct.votes], np.int64)
    if longest is not None and len(lengths) and int(lengths.max()) > longest:
        problem = f"names {int(lengths.max())} projects, at most {longest} are allowed"
        raise distinct.error(int(lengths.argmax()), "vote", problem)
    marks = _marks(distinct, keys)
    _refuse_repeated_marks(distinct, marks, lengths, keys)
    return BallotRows(
        voters=len(table.voter_ids),
        ballot_of=distinct.ballot_of,
        offsets=np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64))),
        marks=marks,
        points=None if table.points is None else _points(distinct, lengths),
    )


def _header(head: str, first_line: int, path_name: str, *, needs_points: bool) -> list[str]:
    header = [name.strip() for name in next(csv.reader([head], delimiter=";"))]
    for field in _fields(needs_points):
        if field not in header:
            raise PbError(path_name, first_line, field, "the column is missing from VOTES")
    return header


def _fields(needs_points: bool) -> tuple[str, ...]:
    return ("voter_id", "vote", "points") if needs_points else ("voter_id", "vote")


def _read_table(
    text: str, header: list[str], first_line: int, path_name: str, *, needs_points: bool
) -> _Table:
    fields = _fields(needs_points)
    places = [header.index(field) for field in fields]
    columns = _even_columns(text, len(header), places)
    if columns is not None:
        lines: Sequence[int] = range(first_line + 1, first_line + 1 + len(columns[0]))
    else:
        columns, lines = _uneven_columns(
            text, first_line, path_name, dict(zip(fields, places, strict=True))
        )
    return _Table(path_name, columns[0], columns[1], columns[2] if needs_points else None, lines)


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
    text: str, first_line: int, path_name: str, places: dict[str, int]
) -> tuple[list[list[str]], list[int]]:
    """Columns of rows with quotes, blank lines between, or cells missing or too many."""
    rows, lines = _quoted_rows(text, first_line, path_name)
    columns = []
    for field, at in places.items():
        short = next((number for number, row in enumerate(rows) if len(row) <= at), None)
        if short is not None:
            raise PbError(path_name, lines[short], field, "the row ends before it")
        columns.append([row[at] for row in rows[1:]])
    return columns, lines[1:]


def _quoted_rows(text: str, first_line: int, path_name: str) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(text.split("\n"), delimiter=";", strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = first_line
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(line)
            line = first_line + reader.line_num
    except csv.Error as error:
        raise PbError(path_name, line, "VOTES", f"the row cannot be read ({error})") from error
    return rows, lines


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


def _refuse_repeated_marks(
    distinct: _Distinct, marks: Int32s, lengths: Int64s, keys: Sequence[str]
) -> None:
    pairs = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths) * len(keys) + marks
    pairs.sort()
    twice = np.flatnonzero(pairs[1:] == pairs[:-1])
    if len(twice):
        ballot, project = divmod(int(pairs[twice[0]]), len(keys))
        raise distinct.error(ballot, "vote", f"names project {keys[project]} twice")


def _points(distinct: _Distinct, lengths: Int64s) -> Int64s:
    """Points beside all marks in one row, int64 (marks,)."""
    for ballot, given in enumerate(distinct.points):
        count = given.count(",") + 1 if given else 0
        if count != lengths[ballot]:
            problem = f"{count} points for {lengths[ballot]} projects"
            raise distinct.error(ballot, "points", problem)
        for text in given.split(",") if given else ():
            if not (text.isascii() and text.isdigit() and int(text[:12]) <= LARGEST_POINTS):
                raise distinct.error(ballot, "points", f"{text[:40]!r} is not a number of points")
    values = [int(text) for given in distinct.points if given for text in given.split(",")]
    return np.array(values, dtype=np.int64)
