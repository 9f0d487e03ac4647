"""Read a .pb file of the Pabulib library, fast, and refuse a bad one in one clear line."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pbplatform.counting.cells import words_of
from pbplatform.counting.election import WITHDRAWN_COST, Election, Int64s, PbError, Project
from pbplatform.counting.pabulib_money import MoneyCells
from pbplatform.counting.pabulib_notes import Notes, certain_number, whole_number
from pbplatform.counting.pabulib_rows import MOST_META_ROWS, Row, named_columns, rows_of
from pbplatform.counting.pabulib_votes import read_votes

LARGEST_FILE_BYTES = 64 * 2**20
VOTE_TYPES = ("approval", "choose-1", "cumulative", "ordinal")
REQUIRED_META = ("num_projects", "num_votes", "budget", "vote_type", "rule")
USED_META = {*REQUIRED_META, "max_length", "min_project_score_threshold", "comment", "currency"}
LONGEST_NUMBER = 15
_NO_ROW = re.compile(rb"\"|\n[^!-:<-~]")
"""A quote, or a line that may be blank: then not every line is a row."""

_BEGINNING = re.compile(rb"[\s\";]*META\b", re.I)
_BLANK_LINES = re.compile(rb"(?:[ \t;]*\n)+")

SECTIONS = ("META", "PROJECTS", "VOTES")


@dataclass(frozen=True)
class _Section:
    """One of META, PROJECTS, VOTES: its bytes and the line they begin on."""

    raw: bytes
    line: int


class _Heading(NamedTuple):
    """Where a section begins, its name, and how the file writes that."""

    at: int
    name: str
    written: str


@dataclass(frozen=True)
class _Meta:
    values: dict[str, str]
    lines: dict[str, int]
    notes: Notes

    def number(self, field: str) -> int | None:
        """A whole number of META; None when META does not have it."""
        text = self.values.get(field, "").strip()
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
            return int(text)
        told = whole_number(text)
        if told is None:
            raise self.error(field, f"{text[:40]!r} is not a whole number, or too large")
        words = f"{text[:40]!r} is read as {told}"
        self.notes.add(self.lines.get(field), field, "whole numbers", words)
        self.values[field] = told
        return int(told)

    def error(self, field: str, problem: str) -> PbError:
        return PbError(self.notes.path_name, self.lines.get(field), field, problem)


def read_election(path: Path, *, keep_withdrawn: bool = False, strict: bool = False) -> Election:
    """Parse one .pb file; a byte order mark and Windows line ends are accepted.

    Args:
        keep_withdrawn: accept projects that carry the library's cost for "withdrawn"
            (999999999), marked `withdrawn`; otherwise such a file is refused.
        strict: refuse what is otherwise read generously and noted.
    Raises:
        PbError: anything that makes the file unusable; its text is one line.
    Source: docs/rules/counting.md section 9.
    """
    notes = Notes(path.name, strict)
    sections = _sections(_bytes_of(path, notes), notes)
    meta = _read_meta(sections["META"], notes)
    _expect_lines(meta, "num_projects", sections["PROJECTS"], "projects")
    said = meta.number("num_projects") or 0
    rows = _project_rows(sections["PROJECTS"], said, notes)
    if len(rows) > said:
        raise meta.error("num_projects", f"META says {said} projects, the file has more")
    _expect_count(meta, "num_projects", len(rows), "projects")
    money = MoneyCells(path.name, notes)
    money.add(meta.lines["budget"], "budget", meta.values["budget"])
    for line, row in rows:
        money.add(line, "cost", row.get("cost", ""))
    projects = _projects(rows, money, notes, keep_withdrawn=keep_withdrawn)
    votes = sections["VOTES"]
    _expect_lines(meta, "num_votes", votes, "votes")
    ballots = read_votes(
        votes.raw,
        first_line=votes.line,
        notes=notes,
        keys=[project.key for project in projects],
        longest=1 if meta.values["vote_type"] == "choose-1" else meta.number("max_length"),
        needs_points=meta.values["vote_type"] == "cumulative",
        announced=meta.number("num_votes") or 0,
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
        notes=notes.told(),
    )


def _bytes_of(path: Path, notes: Notes) -> bytes:
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
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raw = _from_utf_16(raw, notes)
    # Junk is told by its first bytes, before anything is spent on decoding the rest.
    if not _BEGINNING.match(raw.removeprefix(codecs.BOM_UTF8)[:1000]):
        raise PbError(name, 1, "META", "the file does not begin with the line META")
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PbError(name, line, "encoding", "is not UTF-8 text") from error
    raw = raw.removeprefix(codecs.BOM_UTF8)
    return _with_line_ends(raw) if b"\r" in raw else raw


def _from_utf_16(raw: bytes, notes: Notes) -> bytes:
    """What a spreadsheet calls “Unicode text”; its mark says that it is that."""
    notes.add(1, "encoding", "encoding", "is UTF-16 text, and is read as such")
    try:
        return raw.decode("utf-16").encode()
    except UnicodeDecodeError as error:
        raise PbError(notes.path_name, None, "encoding", "is not UTF-16 text") from error


def _with_line_ends(raw: bytes) -> bytes:
    """The same with every `\r\n` and every `\r` alone as `\n`."""
    data = np.frombuffer(raw + b"\0", dtype=np.uint8)
    if (data[np.flatnonzero(data == ord("\r")) + 1] == ord("\n")).all():
        return raw.replace(b"\r", b"")
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _sections(raw: bytes, notes: Notes) -> dict[str, _Section]:
    """Cut the file at its three headings.

    Raises:
        PbError: a section is missing, repeated or out of order.
    """
    found = list(_headings(raw))
    found += _loose_headings(raw, set(SECTIONS) - {heading.name for heading in found})
    found.sort()
    names = [heading.name for heading in found]
    for name in SECTIONS:
        if name not in names:
            raise PbError(notes.path_name, None, name, "the section is missing")
    if names != list(SECTIONS):
        line = raw.count(b"\n", 0, found[-1].at) + 1
        raise PbError(
            notes.path_name, line, names[-1], "sections must be META, PROJECTS, VOTES, once each"
        )
    ends = [heading.at for heading in found[1:]] + [len(raw)]
    sections = {}
    for heading, end in zip(found, ends, strict=True):
        start = raw.find(b"\n", heading.at, end) + 1 or end
        line = raw.count(b"\n", 0, start) + 1
        if heading.written != heading.name:
            words = f"the heading {heading.written!r} is read as {heading.name}"
            notes.add(line - 1, heading.name, "headings", words)
        blank = _BLANK_LINES.match(raw, start, end)
        if blank:
            line += raw.count(b"\n", start, blank.end())
            start = blank.end()
        sections[heading.name] = _Section(raw[start:end], line)
    return sections


def _loose_headings(raw: bytes, missing: set[str]) -> Iterator[_Heading]:
    """Lines that hold only such a name in other letters, quotes or blanks; two of each suffice."""
    for name in missing:
        alone = re.compile(rb"^[ \t\"]*" + name.encode() + rb"[ \t;,:\"]*$", re.I | re.M)
        for found in islice(alone.finditer(raw), 2):
            yield _Heading(found.start(), name, found.group().decode().strip(" ;\t"))


def _headings(raw: bytes) -> Iterator[_Heading]:
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


def _lines_with_only(raw: bytes, name: str, begins: Int64s) -> Iterator[_Heading]:
    for at in begins:
        end = raw.find(b"\n", at)
        rest = raw[at + len(name) : end if end >= 0 else None]
        if raw.startswith(name.encode(), at) and not rest.strip(b" ;"):
            yield _Heading(int(at), name, name)


def _read_meta(section: _Section, notes: Notes) -> _Meta:
    """META's pairs.

    Raises:
        PbError: a required key is missing, a key comes twice, or the vote type is unknown.
    """
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in _meta_rows(section, notes):
        key = _meta_key(row[0].strip(), line, notes)
        if key in values:
            raise PbError(notes.path_name, line, key, "comes twice in META")
        values[key] = words_of(row[1]) if len(row) > 1 else ""
        lines[key] = line
    for key in REQUIRED_META:
        if not values.get(key):
            raise PbError(notes.path_name, lines.get(key), key, "is missing from META")
    meta = _Meta(values, lines, notes)
    for key in ("vote_type", "rule"):
        small = values[key].lower()
        if small != values[key]:
            notes.add(lines[key], key, "letters", f"{values[key]!r} is read as {small}")
            values[key] = small
    if values["vote_type"] not in VOTE_TYPES:
        raise meta.error("vote_type", f"{values['vote_type']!r} is not one of {VOTE_TYPES}")
    return meta


def _meta_rows(section: _Section, notes: Notes) -> list[Row]:
    """META's rows without its header row."""
    rows = rows_of(section.raw, first_line=section.line, field="META", notes=notes)
    if len(rows) == MOST_META_ROWS:
        raise PbError(notes.path_name, rows[-1][0], "META", "has more rows than META can have")
    if rows and rows[0][1][0].strip().lower() in ("key", "meta"):
        rows = rows[1:]
    elif rows:
        words = "the header row key;value is missing; this is read as the first pair"
        notes.add(rows[0][0], "META", "header", words)
    return rows


def _meta_key(key: str, line: int, notes: Notes) -> str:
    """A key that we use, in whatever letters it is written; every other as it stands."""
    small = re.sub(r"[\s-]+", "_", key.strip("\ufeff").lower())
    if small == key or small not in USED_META:
        return key
    notes.add(line, small, "letters", f"the key {key!r} is read as {small}")
    return small


def _project_rows(
    section: _Section, announced: int, notes: Notes
) -> list[tuple[int, dict[str, str]]]:
    rows = rows_of(
        section.raw, first_line=section.line, field="PROJECTS", notes=notes, announced=announced
    )
    header_line, header = rows[0] if rows else (section.line, [])
    header = named_columns(header, header_line, "PROJECTS", notes)
    for field in ("project_id", "cost"):
        if field not in header:
            message = "the column is missing from PROJECTS"
            raise PbError(notes.path_name, header_line, field, message)
    return [(line, dict(zip(header, row, strict=False))) for line, row in rows[1:]]


def _projects(
    rows: list[tuple[int, dict[str, str]]],
    money: MoneyCells,
    notes: Notes,
    *,
    keep_withdrawn: bool,
) -> tuple[Project, ...]:
    """The projects in file order.

    Raises:
        PbError: an id is empty or comes twice, a cost is withdrawn's, a number is none.
    """
    projects: dict[str, Project] = {}
    path_name = notes.path_name
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
            votes=_published(row, "votes", line, notes),
            score=_published(row, "score", line, notes),
            selected=_published(row, "selected", line, notes),
            withdrawn=withdrawn,
        )
    return tuple(projects.values())


def _published(row: dict[str, str], field: str, line: int, notes: Notes) -> int | None:
    """A whole number that the file publishes about a project; `12.0` is read as 12."""
    text = row.get(field, "").strip()
    if not text:
        return None
    if len(text) <= LONGEST_NUMBER and text.isascii() and text.isdigit():
        return int(text)
    told = whole_number(text)
    if told is None:
        raise PbError(notes.path_name, line, field, f"{text!r} is not a whole number")
    if certain_number(text):
        notes.add(line, field, "whole numbers", f"{text[:40]!r} is read as {told}")
    return int(told)


def _expect_lines(meta: _Meta, field: str, section: _Section, what: str) -> None:
    """Tell a wrong count before millions of rows are taken apart, where each line is a row."""
    lines = section.raw.rstrip(b"\n").count(b"\n")
    if meta.values[field] != str(lines) and not _NO_ROW.search(section.raw):
        _expect_count(meta, field, lines, what)


def _expect_count(meta: _Meta, field: str, found: int, what: str) -> None:
    said = meta.number(field)
    if said != found:
        raise meta.error(field, f"META says {said} {what}, the file has {found}")
