"""Read a .pb file of the Pabulib library, fast, and refuse a bad one in one clear line."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from pbplatform.counting.cells import words_of
from pbplatform.counting.election import WITHDRAWN_COST, Election, Int64s, PbError, Project
from pbplatform.counting.pabulib_money import MoneyCells
from pbplatform.counting.pabulib_votes import read_votes

LARGEST_FILE_BYTES = 64 * 2**20
VOTE_TYPES = ("approval", "choose-1", "cumulative", "ordinal")
REQUIRED_META = ("num_projects", "num_votes", "budget", "vote_type", "rule")
LONGEST_NUMBER = 15
_NO_ROW = re.compile(rb"\"|\n[^!-:<-~]")
"""A quote, or a line that may be blank: then not every line is a row."""

SECTIONS = ("META", "PROJECTS", "VOTES")


@dataclass(frozen=True)
class _Section:
    """One of META, PROJECTS, VOTES: its bytes and the line they begin on."""

    raw: bytes
    line: int


@dataclass(frozen=True)
class _Meta:
    values: dict[str, str]
    lines: dict[str, int]
    path_name: str

    def number(self, field: str) -> int | None:
        """A whole number of META; None when META does not have it."""
        text = self.values.get(field, "").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
            raise self.error(field, f"{text[:40]!r} is not a whole number, or too large")
        return int(text)

    def error(self, field: str, problem: str) -> PbError:
        return PbError(self.path_name, self.lines.get(field), field, problem)


def read_election(path: Path, *, keep_withdrawn: bool = False) -> Election:
    """Parse one .pb file; a byte order mark and Windows line ends are accepted.

    Args:
        keep_withdrawn: accept projects that carry the library's cost for "withdrawn"
            (999999999), marked `withdrawn`; otherwise such a file is refused.
    Raises:
        PbError: anything that makes the file unusable; its text is one line.
    Source: docs/rules/counting.md section 9.
    """
    sections = _sections(_bytes_of(path), path.name)
    meta = _read_meta(sections["META"], path.name)
    _expect_lines(meta, "num_projects", sections["PROJECTS"], "projects")
    said = meta.number("num_projects") or 0
    rows = list(islice(_project_rows(sections["PROJECTS"], path.name), said + 1))
    if len(rows) > said:
        raise meta.error("num_projects", f"META says {said} projects, the file has more")
    _expect_count(meta, "num_projects", len(rows), "projects")
    money = MoneyCells(path.name)
    money.add(meta.lines["budget"], "budget", meta.values["budget"])
    for line, row in rows:
        money.add(line, "cost", row.get("cost", ""))
    projects = _projects(rows, money, path.name, keep_withdrawn=keep_withdrawn)
    votes = sections["VOTES"]
    _expect_lines(meta, "num_votes", votes, "votes")
    ballots = read_votes(
        votes.raw,
        first_line=votes.line,
        path_name=path.name,
        keys=[project.key for project in projects],
        longest=1 if meta.values["vote_type"] == "choose-1" else meta.number("max_length"),
        needs_points=meta.values["vote_type"] == "cumulative",
    )
    _expect_count(meta, "num_votes", ballots.voters, "votes")
    return Election(
        name=path.name,
        meta=meta.values,
        exponent=money.exponent,
        budget_minor=money.minor("budget", meta.lines["budget"]),
        projects=projects,
        vote_type=meta.values["vote_type"],
        rule=meta.values["rule"],
        rows=ballots,
    )


def _bytes_of(path: Path) -> bytes:
    """The file in UTF-8, without byte order mark, line ends `\n`."""
    name = path.name
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size or LARGEST_FILE_BYTES
            raw = file.read(min(size, LARGEST_FILE_BYTES) + 1)
    except OSError as error:
        raise PbError(name, None, "file", f"cannot be read ({error.strerror})") from error
    if not raw:
        raise PbError(name, None, "file", "is empty")
    if len(raw) > LARGEST_FILE_BYTES:
        limit = LARGEST_FILE_BYTES // 2**20
        raise PbError(name, None, "file", f"is larger than {limit} MB")
    # Junk is told by its first bytes, before anything is spent on decoding the rest.
    if not raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n ").startswith(b"META"):
        raise PbError(name, 1, "META", "the file does not begin with the line META")
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PbError(name, line, "encoding", "is not UTF-8 text") from error
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    return _with_line_ends(raw) if b"\r" in raw else raw


def _with_line_ends(raw: bytes) -> bytes:
    """The same with every `\r\n` and every `\r` alone as `\n`."""
    data = np.frombuffer(raw + b"\0", dtype=np.uint8)
    if (data[np.flatnonzero(data == ord("\r")) + 1] == ord("\n")).all():
        return raw.replace(b"\r", b"")
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _sections(raw: bytes, path_name: str) -> dict[str, _Section]:
    """Cut the file at its three headings.

    Raises:
        PbError: a section is missing, repeated or out of order.
    """
    found = sorted(_headings(raw))
    names = [name for _, name in found]
    for name in SECTIONS:
        if name not in names:
            raise PbError(path_name, None, name, "the section is missing")
    if names != list(SECTIONS):
        line = raw.count(b"\n", 0, found[-1][0]) + 1
        raise PbError(
            path_name, line, names[-1], "sections must be META, PROJECTS, VOTES, once each"
        )
    ends = [at for at, _ in found[1:]] + [len(raw)]
    sections = {}
    for (at, name), end in zip(found, ends, strict=True):
        start = raw.find(b"\n", at, end) + 1 or end
        line = raw.count(b"\n", 0, start) + 1
        sections[name] = _Section(raw[start:end], line)
    return sections


def _headings(raw: bytes) -> Iterator[tuple[int, str]]:
    """Where lines begin that hold only such a name; a spreadsheet may have added semicolons.

    Of each name two are enough: the file is refused then.
    """
    data = np.frombuffer(raw, dtype=np.uint8)
    begins = np.concatenate((np.zeros(1, np.int64), np.flatnonzero(data == ord("\n")) + 1))
    for name in SECTIONS:
        found = begins
        for place, letter in enumerate(name.encode()):
            # Behind the end of the file `take` repeats its last byte, which `startswith` tells.
            found = found[data.take(found + place, mode="clip") == letter]
        yield from islice(_lines_with_only(raw, name, found), 2)


def _lines_with_only(raw: bytes, name: str, begins: Int64s) -> Iterator[tuple[int, str]]:
    for at in begins:
        end = raw.find(b"\n", at)
        rest = raw[at + len(name) : end if end >= 0 else None]
        if raw.startswith(name.encode(), at) and not rest.strip(b" ;"):
            yield int(at), name


def _cells(section: _Section, path_name: str, field: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of a section with the line each one begins on; blank lines are passed over."""
    reader = csv.reader(section.raw.decode().split("\n"), delimiter=";", strict=True)
    line = section.line
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = section.line + reader.line_num
    except csv.Error as error:
        raise PbError(path_name, line, field, f"the row cannot be read ({error})") from error


def _read_meta(section: _Section, path_name: str) -> _Meta:
    """META's pairs.

    Raises:
        PbError: a required key is missing, a key comes twice, or the vote type is unknown.
    """
    rows = _cells(section, path_name, "META")
    next(rows, None)  # the header row: key;value
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in rows:
        key = row[0].strip()
        if key in values:
            raise PbError(path_name, line, key, "comes twice in META")
        values[key] = words_of(row[1]) if len(row) > 1 else ""
        lines[key] = line
    for key in REQUIRED_META:
        if not values.get(key):
            raise PbError(path_name, lines.get(key), key, "is missing from META")
    meta = _Meta(values, lines, path_name)
    if values["vote_type"] not in VOTE_TYPES:
        raise meta.error("vote_type", f"{values['vote_type']!r} is not one of {VOTE_TYPES}")
    return meta


def _project_rows(section: _Section, path_name: str) -> Iterator[tuple[int, dict[str, str]]]:
    rows = _cells(section, path_name, "PROJECTS")
    header_line, header = next(rows, (section.line, []))
    header = [name.strip() for name in header]
    for field in ("project_id", "cost"):
        if field not in header:
            raise PbError(path_name, header_line, field, "the column is missing from PROJECTS")
    for line, row in rows:
        yield line, dict(zip(header, row, strict=False))


def _projects(
    rows: list[tuple[int, dict[str, str]]],
    money: MoneyCells,
    path_name: str,
    *,
    keep_withdrawn: bool,
) -> tuple[Project, ...]:
    """The projects in file order.

    Raises:
        PbError: an id is empty or comes twice, a cost is withdrawn's, a number is none.
    """
    projects: dict[str, Project] = {}
    for line, row in rows:
        key = row["project_id"].strip()
        if not key or "," in key:
            raise PbError(path_name, line, "project_id", f"{key!r} cannot name a project")
        if key in projects:
            raise PbError(path_name, line, "project_id", f"{key} comes twice in PROJECTS")
        withdrawn = money.is_the_amount(line, "cost", WITHDRAWN_COST)
        if withdrawn and not keep_withdrawn:
            raise PbError(path_name, line, "cost", f"{WITHDRAWN_COST} marks a withdrawn project")
        projects[key] = Project(
            key=key,
            cost_minor=money.minor("cost", line),
            name=words_of(row.get("name", "")),
            category=words_of(row.get("category", "")),
            area=words_of(row.get("neighborhood") or row.get("district") or ""),
            votes=_published(row, "votes", line, path_name),
            score=_published(row, "score", line, path_name),
            selected=_published(row, "selected", line, path_name),
            withdrawn=withdrawn,
        )
    return tuple(projects.values())


def _published(row: dict[str, str], field: str, line: int, path_name: str) -> int | None:
    """A whole number that the file publishes about a project; `12.0` is read as 12."""
    text = row.get(field, "").strip()
    if not text:
        return None
    if len(text) <= LONGEST_NUMBER and text.isascii() and text.isdigit():
        return int(text)
    whole = re.fullmatch(r"(\d{1,15})(\.0*)?", text, re.ASCII)
    if not whole:
        raise PbError(path_name, line, field, f"{text!r} is not a whole number")
    return int(whole.group(1))


def _expect_lines(meta: _Meta, field: str, section: _Section, what: str) -> None:
    """Tell a wrong count before millions of rows are taken apart, where each line is a row."""
    lines = section.raw.rstrip(b"\n").count(b"\n")
    if meta.values[field] != str(lines) and not _NO_ROW.search(section.raw):
        _expect_count(meta, field, lines, what)


def _expect_count(meta: _Meta, field: str, found: int, what: str) -> None:
    said = meta.number(field)
    if said != found:
        raise meta.error(field, f"META says {said} {what}, the file has {found}")
