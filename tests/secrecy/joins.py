"""Ways to join a voter with a ballot that need no order: what both share, and what was counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from sqlalchemy import Connection

from tests.secrecy.reading import STORED, WRITTEN, Names, Row
from tests.voting.storage_attacks import FEW, tuples_of

Pairs = set[tuple[int, str]]
Told = dict[Any, set[Any]]  # a transaction, or a value, and who stands in it
_COMMON = 2  # a value that more rows of a table have says nothing of one


def by_transaction(tables: dict[str, list[Row]], names: Names) -> Told:
    """Who is named by the rows of each transaction that PostgreSQL still tells of."""
    found: Told = defaultdict(set)
    for rows in tables.values():
        for row in rows:
            if WRITTEN in row:
                found[row[WRITTEN]] |= names.in_row(row)
    return found


def by_row_versions(heaps: Iterable[bytes], names: Names) -> Told:
    """The same of every row version in the files of tables, dead or alive."""
    found: Told = defaultdict(set)
    for data in heaps:
        for xmin, xmax, row in tuples_of(data):
            named = {one for _at, one in names.in_bytes(row)}
            for transaction in (xmin, xmax):
                found[transaction] |= named
    return found


def merge(*told: Told) -> Told:
    found: Told = defaultdict(set)
    for each in told:
        for key, named in each.items():
            found[key] |= named
    return found


def neighbours(voters: Told, ballots: Told) -> Pairs:
    """Voters and ballots of one transaction or of neighbouring ones, where these name a few."""
    found: Pairs = set()
    for transaction, named in voters.items():
        if not transaction or not 0 < len(named) <= FEW:
            continue
        for step in (-1, 0, 1):
            near = ballots.get(transaction + step, set())
            if 0 < len(near) <= FEW:
                found |= {(voter, tracker) for voter in named for tracker in near}
    return found


def by_values(tables: dict[str, list[Row]], names: Names) -> dict[str, Told]:
    """By each column, who stands beside each of its values; values of many rows are passed over.

    Numbers too: of a sequence, of a second, of a place in a file.
    """
    found: dict[str, Told] = {}
    for table, rows in tables.items():
        named = [(row, names.in_row(row)) for row in rows]
        for column in {column for row in rows for column in row}:
            told: Told = defaultdict(set)
            for row, who in named:
                value = row.get(column)
                if value is not None and not isinstance(value, (bool, dict, list)):
                    told[bytes(value) if isinstance(value, memoryview) else value] |= who
            few = {value: who for value, who in told.items() if 0 < len(who) <= _COMMON}
            if few:
                found[f"{table}.{column}"] = few
    return found


def shared(voters: dict[str, Told], ballots: dict[str, Told]) -> Iterator[tuple[str, str, Pairs]]:
    """For any two columns the voters and ballots beside the same value."""
    for name, told in voters.items():
        for other, ballots_told in ballots.items():
            pairs = {
                (voter, tracker)
                for value in told.keys() & ballots_told.keys()
                for voter in told[value]
                for tracker in ballots_told[value]
            }
            if pairs:
                yield name, other, pairs


def right(pairs: Pairs, truth: dict[int, str]) -> int:
    """Voters who are named with their own ballot and with few others."""
    own: dict[int, set[str]] = defaultdict(set)
    for voter, tracker in pairs:
        own[voter].add(tracker)
    return sum(1 for voter, named in own.items() if len(named) <= FEW and truth.get(voter) in named)


def running_totals(tables: dict[str, list[Row]], totals: Counter[int]) -> dict[str, int]:
    """Columns in which, beside the number of a project, the votes for it so far stand.

    Returns:
        By pair of columns, for how many projects.
    """
    found = {}
    for table, rows in tables.items():
        columns = {column for row in rows[:1] for column in row} - {STORED, WRITTEN}
        whole = [
            column for column in columns if all(type(row[column]) in (int, float) for row in rows)
        ]
        for one, other in combinations(sorted(whole), 2):
            for number, count in ((one, other), (other, one)):
                told = {(row[number], row[count]) for row in rows}
                right_ones = sum(1 for each in totals.items() if each in told)
                if right_ones > len(totals) // 4:  # a few agree by chance
                    found[f"{table}: {number}, {count}"] = right_ones
    return found


def sequences(connection: Connection) -> dict[str, int]:
    """How far each sequence of numbers has come, on PostgreSQL."""
    if connection.dialect.name != "postgresql":
        return {}
    asked = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
    return {str(name): int(last) for name, last in connection.exec_driver_sql(asked)}
