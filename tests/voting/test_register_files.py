"""Files of a register as cities send them. Source: docs/rules/voting.md section 11."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pbplatform.core.errors import Conflict
from pbplatform.core.table_files import closed_rows
from pbplatform.core.table_files.closed_rows import ClosedRows
from pbplatform.core.table_files.reading import LARGEST_BYTES, Table, read_table
from pbplatform.voting.domain.registers.doubts import Doubt, Numbers
from pbplatform.voting.domain.registers.sifting import (
    Fault,
    Layout,
    RowFault,
    as_hashed,
    check_layout,
    faults_as_csv,
    has_names,
    sift,
    words_in,
)
from tests.spreadsheets import book

ROWS = [["Nr", "Name", "Ort"], ["0012", "Zoë Ünal", "Öst"], ["0013", "Łucja", "West"]]


def refused(data: bytes, sheet: str = "") -> str:
    with pytest.raises(Conflict) as caught:
        read_table(data, sheet=sheet)
    return caught.value.code


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_every_usual_way_of_writing_it(sign: str, encoding: str) -> None:
    text = "\r\n".join(sign.join(row) for row in ROWS)
    assert read_table(text.encode(encoding)).rows == ROWS


def test_text_of_windows_is_read_with_its_accents() -> None:
    assert read_table("Nr;Name\n1;Zoë Ünal – “x”".encode("cp1252")).rows[1] == [
        "1",
        "Zoë Ünal – “x”",
    ]


def test_commas_in_addresses_do_not_hide_semicolons() -> None:
    text = "nr;address\n1;1, Mill Lane, Fenn\n2;2, Mill Lane, Fenn\n"
    assert read_table(text.encode()).rows[1] == ["1", "1, Mill Lane, Fenn"]


def test_one_column_is_read_as_one_column() -> None:
    assert read_table(b"nr\n1\n2\n").rows == [["nr"], ["1"], ["2"]]


def test_quoted_line_break_stays_in_its_cell() -> None:
    assert read_table(b'nr,name\n1,"Mill\nLane"\n').rows[1] == ["1", "Mill Lane"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table_file.empty_file"),
        (b"\n\n , \n", "table_file.empty_file"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "table_file.old_spreadsheet"),
        (b"PK\x03\x04 this is no archive", "table_file.unreadable"),
        (b"x" * (LARGEST_BYTES + 1), "table_file.file_too_large"),
        (b"nr,name\n1,a\x00b\n", "table_file.unreadable"),
        (",".join("x" * 101).encode(), "table_file.file_too_large"),
        (b'nr,"' + b"x" * 200_000, "table_file.unreadable"),
    ],
)
def test_file_that_is_none_of_a_register_is_refused_in_words(data: bytes, code: str) -> None:
    assert refused(data) == code


@given(st.binary(max_size=300))
def test_no_bytes_end_in_anything_but_a_table_or_a_refusal(data: bytes) -> None:
    try:
        found = read_table(data)
    except Conflict:
        return
    sift(found, Layout(number=0, header=False))


def test_spreadsheet_gives_numbers_as_they_are_shown_and_names_what_is_none() -> None:
    odd = [["nr"], [12], [12.0], ["0012"], [date(2027, 3, 4)], [10**16], [None], ["#N/A"], [True]]
    table = read_table(book(("Roll", odd)))
    told = sift(table, Layout(number=0))
    assert told.numbers == ["12", "0012", "1"]
    assert [(each.row, each.fault) for each in told.faults] == [
        (3, Fault.TWICE),
        (5, Fault.A_DATE),
        (6, Fault.ROUNDED),
        (8, Fault.NOT_A_NUMBER),
    ]


def test_spreadsheet_is_read_by_the_name_of_its_sheet() -> None:
    data = book(("Old", [["a"], ["1"]]), ("New", [["b"], ["2"]]))
    assert read_table(data).rows == [["a"], ["1"]]
    found = read_table(data, sheet="new")
    assert (found.rows, found.sheet, found.sheets) == ([["b"], ["2"]], "New", ["Old", "New"])
    assert refused(data, "Nowhere") == "table_file.no_such_sheet"


def test_formula_counts_by_its_last_value_and_without_one_is_no_number() -> None:
    made = Workbook()
    made.active.append(["nr"])
    made.active.append(["=1+1"])
    made.active.append([7])
    out = io.BytesIO()
    made.save(out)
    told = sift(read_table(out.getvalue()), Layout(number=0))
    assert told.numbers == ["7"]


def test_spreadsheet_keeps_row_numbers_over_merged_hidden_and_empty_rows() -> None:
    made = Workbook()
    sheet = made.active
    for row in (["nr", "name"], ["1", "a"], [], ["", "b"], ["4", "d"]):
        sheet.append(row or [None])
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[5].hidden = True
    sheet.cell(row=60_000, column=3).number_format = "0.00"
    out = io.BytesIO()
    made.save(out)
    told = sift(read_table(out.getvalue()), Layout(number=0))
    assert told.numbers == ["1", "4"]
    assert [(each.row, each.fault) for each in told.faults] == [(4, Fault.NO_NUMBER)]


def with_part(data: bytes, name: str, words: bytes) -> bytes:
    """A spreadsheet with one part in place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.infolist():
            new.writestr(part.filename, words if part.filename == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, words)
    return out.getvalue()


def test_spreadsheet_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part(book(("Roll", [["nr"], [1]])), "xl/media/x.xml", b" " * 310_000_000)
    assert len(bomb) < 1_000_000
    assert refused(bomb) == "table_file.file_too_large"


def test_spreadsheet_with_words_of_its_own_is_refused() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><sst>&b;</sst>'
    data = with_part(book(("Roll", [["nr"], ["x1"]])), "xl/sharedStrings.xml", evil)
    assert refused(data) == "table_file.unreadable"


def test_number_is_compared_without_blanks_and_capitals_and_with_its_zeros() -> None:
    assert as_hashed(" 00 12\u00a034 ab ") == "001234AB"
    assert as_hashed("１２３") == "123"
    assert as_hashed("0012") != as_hashed("12")


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.NO_NUMBER),
        ("  ", Fault.NO_NUMBER),
        ("Smith", Fault.NOT_A_NUMBER),
        ("12?", Fault.NOT_A_NUMBER),
        ("1" * 41, Fault.NOT_A_NUMBER),
        ("1,23E+15", Fault.ROUNDED),
        ("1.23E+15", Fault.ROUNDED),
        ("=1+1", Fault.NOT_A_NUMBER),
    ],
)
def test_row_without_a_number_of_the_register_is_left_out(typed: str, fault: Fault) -> None:
    told = sift(Table([[typed, "x"]]), Layout(number=0, header=False))
    assert [each.fault for each in told.faults] == [fault]
    assert not told.numbers


def test_number_that_stands_twice_counts_once_and_names_the_first_row() -> None:
    told = sift(Table([["nr"], ["12 a"], ["7"], ["12A"]]), Layout(number=0))
    assert told.numbers == ["12A", "7"]
    assert told.faults == [RowFault(4, "12A", Fault.TWICE, 2)]


def test_people_who_are_no_voters_any_more_are_counted_and_not_added() -> None:
    rows = [["nr", "state", "area"], ["1", "Moved", "N"], ["2", "", "N"], ["3", "ok", "S"]]
    layout = Layout(number=0, state=1, area=2, gone=frozenset({"moved"}))
    told = sift(Table(rows), layout)
    assert (told.numbers, told.gone, dict(told.areas)) == (["2", "3"], 1, {"N": 1, "S": 1})


def test_column_of_names_is_not_taken_for_one_that_says_who_moved() -> None:
    rows = [[str(number), f"name {number}"] for number in range(20)]
    with pytest.raises(Conflict, match="too_many_words"):
        words_in(Table(rows), 1, header=False)


@pytest.mark.parametrize(
    ("rows", "layout", "code"),
    [
        ([["4711", "x"]], Layout(number=0, header=True), "register.first_row_is_a_person"),
        ([["nr", "x"]], Layout(number=2), "register.no_such_column"),
        ([["nr", "x"]], Layout(number=-1), "register.no_such_column"),
        ([["nr", "x"]], Layout(number=0, state=0), "register.column_twice"),
    ],
)
def test_columns_that_cannot_be_what_they_are_chosen_for_are_refused(
    rows: list[list[str]], layout: Layout, code: str
) -> None:
    with pytest.raises(Conflict) as caught:
        check_layout(Table(rows), layout)
    assert caught.value.code == code


def test_first_row_with_a_number_is_no_row_of_names() -> None:
    assert has_names(Table([["Nr", "Name"]]))
    assert not has_names(Table([["00123", "Zoë"]]))


def test_list_of_mistakes_runs_no_formula_and_says_nothing_else_of_a_person() -> None:
    rows = [["nr", "name"], ["=cmd|x", "Zoë"], ["@1?", "Łucja"], ["5", "a"], ["5", "b"]]
    told = sift(Table(rows), Layout(number=0))
    say = {fault: f"{fault} {{row}}" for fault in Fault}
    text = faults_as_csv(told.faults, ["row", "number", "why"], say)
    assert text.splitlines() == [
        "row,number,why",
        "2,'=cmd|x,not-a-number 0",
        "3,'@1?,not-a-number 0",
        "5,5,twice 4",
    ]


def test_rows_between_pages_are_readable_by_the_page_alone(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    rows = ClosedRows(folder, "fund/1")
    ticket = rows.close(Table(ROWS).as_bytes())
    (held,) = folder.iterdir()
    assert "Zoë".encode() not in held.read_bytes()
    assert ticket.split(".")[1] not in held.name
    assert held.stat().st_mode & 0o777 == 0o600
    assert Table.of_bytes(rows.open(ticket)).rows == ROWS
    for other in (ClosedRows(folder, "fund/2"), ClosedRows(folder, "other/1")):
        with pytest.raises(Conflict, match="file_is_gone"):
            other.open(ticket)
    another = ticket[:-1] + ("1" if ticket.endswith("0") else "0")
    for typed in ("", ".", "../../etc/passwd.00", another, ticket[:-1]):
        with pytest.raises(Conflict, match="file_is_gone"):
            rows.open(typed)
    rows.forget("../../x.00")
    rows.forget(ticket)
    rows.forget(ticket)
    assert not list(folder.iterdir())


def test_rows_that_nobody_went_on_with_are_swept(tmp_path: Path) -> None:
    rows = ClosedRows(tmp_path, "fund/1")
    rows.close(b"x")
    (tmp_path / "another").write_bytes(b"not ours")
    soon = datetime.now(UTC) + timedelta(minutes=1)
    assert closed_rows.sweep(tmp_path, before=soon - timedelta(hours=1)) == 0
    assert closed_rows.sweep(tmp_path, before=soon) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["another"]


@pytest.mark.parametrize(
    ("told", "doubts"),
    [
        (Numbers(100, 0, 100, 0, 0), []),
        (Numbers(200_000, 0, 200_000, 0, 0, last_round=11_500), [Doubt.MANY_TIMES_LAST_ROUND]),
        (Numbers(1_000, 0, 1_000, 0, 0, last_round=201), []),
        (Numbers(1_000, 0, 1_000, 0, 0, last_round=200), [Doubt.MANY_TIMES_LAST_ROUND]),
        (Numbers(20, 0, 20, 0, 0, last_round=100), [Doubt.A_PART_OF_LAST_ROUND]),
        (Numbers(21, 0, 21, 0, 0, last_round=100), []),
        (Numbers(1_000, 100, 900, 0, 0), [Doubt.TEN_TIMES_THE_ROLL]),
        (Numbers(999, 100, 899, 0, 0), []),
        (Numbers(101, 0, 101, 0, 0, expected=100), []),
        (Numbers(102, 0, 102, 0, 0, expected=100), [Doubt.NOT_AS_EXPECTED]),
        (Numbers(1, 0, 1, 0, 0, expected=0), [Doubt.NOT_AS_EXPECTED]),
        (Numbers(50, 100, 0, 50, 0), []),
        (Numbers(49, 100, 0, 51, 0), [Doubt.HALF_IS_MISSING]),
        (Numbers(5, 10, 5, 0, 10), [Doubt.SOME_FROM_NO_FILE]),
    ],
)
def test_numbers_that_look_like_a_slip_are_asked_again(told: Numbers, doubts: list[Doubt]) -> None:
    assert told.doubts == doubts
