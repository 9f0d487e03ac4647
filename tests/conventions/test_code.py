"""The house style as tests: sizes, one committer, no naive time, the register of privacy."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Float, LargeBinary, Numeric, String

from pbplatform.audit.kinds import LogKind
from pbplatform.models import Base
from pbplatform.web.refusals import MESSAGES
from tests.conventions.trees import CODE, name_of, trees

LONGEST_FILE, LONGEST_FUNCTION = 400, 50
# The one place that commits, and the code that runs migrations.
COMMITTERS = {"pbplatform/core/transaction.py"}
_LOCK_WORDS = {"with_for_update", "populate_existing"}


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_file_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


def test_only_the_transaction_commits() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and name not in COMMITTERS
    ]
    assert not found


def test_services_policies_and_queries_read_no_clock() -> None:
    forbidden = {"now", "utcnow", "today"}
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        if re.search(r"/(services|policies|queries|models)(/|\.py)", name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in forbidden
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("datetime", "date")
    ]
    assert not found


def test_no_file_is_a_drawer_for_odds_and_ends() -> None:
    assert not {path.name for path in CODE} & {"utils.py", "helpers.py", "manager.py"}


def test_no_float_or_numeric_column() -> None:
    found = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Numeric | Float)
    ]
    assert not found


def test_every_text_column_says_whether_it_is_personal() -> None:
    silent = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | LargeBinary) and "privacy" not in column.info
    ]
    assert not silent


def test_money_columns_say_their_unit_in_their_name() -> None:
    from pbplatform.core.db import Minor

    unnamed = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Minor) and not column.name.endswith("_minor")
    ]
    assert not unnamed


def test_ballot_path_has_composite_keys_no_time_and_no_account() -> None:
    for name in (
        "urn",
        "roll",
        "roll_proof",
        "urn_superseded",
        "envelope_separated",
        "ballot_public",
    ):
        table = Base.metadata.tables[name]
        assert len(table.primary_key.columns) >= 2, name
        assert table.primary_key.columns[0].name == "round_id", name
        for column in table.columns:
            assert "DateTime" not in type(column.type).__name__, f"{name}.{column.name}"
            assert not any(key.column.table.name == "account" for key in column.foreign_keys)


def refusal_codes() -> Iterator[tuple[str, str]]:
    """Every code given to a refusal in the source."""
    for name, tree in trees():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("NotAllowed", "Conflict", "NotFound")
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                yield name, str(node.args[0].value)


def test_every_refusal_has_its_sentence() -> None:
    missing = sorted({code for _, code in refusal_codes() if code not in MESSAGES})
    assert not missing


def test_every_kind_of_log_entry_is_written_somewhere() -> None:
    text = "\n".join(path.read_text() for path in CODE if path.name not in ("kinds.py", "log.py"))
    idle = [
        kind.name
        for kinds in LogKind.__subclasses__()
        for kind in kinds
        if f"{kinds.__name__}.{kind.name}" not in text
    ]
    assert not idle


def test_functions_are_short_enough_to_read() -> None:
    long = [
        f"{name}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long


def test_every_sentence_of_a_refusal_is_used() -> None:
    used = {code for _, code in refusal_codes()}
    text = "\n".join(path.read_text() for path in CODE)
    idle = [code for code in MESSAGES if code not in used and text.count(f'"{code}"') < 2]
    assert not idle


def test_every_route_has_one_guard(app: Flask) -> None:
    unguarded = {name for name, view in app.view_functions.items() if not hasattr(view, "guard")}
    assert unguarded == {"static"}


def test_addresses_are_lower_case_with_dashes(app: Flask) -> None:
    odd = []
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        if not re.fullmatch(r"[a-z0-9/.-]*", fixed):
            odd.append(rule.rule)
    assert not odd


def test_no_address_carries_an_internal_id(app: Flask) -> None:
    ids = [rule.rule for rule in app.url_map.iter_rules() if re.search(r"[<:]\w*_id>", rule.rule)]
    assert not ids


def test_environment_is_read_in_the_settings_and_at_the_entry_points_only() -> None:
    found = [
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "environ"
        and ast.unparse(node.value) != "request"  # that of one request
        and not name.startswith("pbplatform/cli/")
    ]
    assert not found


def test_lock_on_a_round_names_the_round() -> None:
    """Its definition is read with it by an outer join, of which PostgreSQL locks one side only."""
    bare = re.compile(
        r"get(?:_one)?\(\s*Round,[^()]*with_for_update=True"
        r"|select\(Round\b(?:(?!select\().){0,200}?with_for_update\(\)",
        re.DOTALL,
    )
    assert not [path.name for path in CODE if bare.search(path.read_text())]


def test_what_is_read_under_a_lock_is_what_holds_under_it() -> None:
    """Without `populate_existing` a row that was read before the lock keeps its old values."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in ("get", "get_one")
        and {"with_for_update"} == {word.arg for word in node.keywords} & _LOCK_WORDS
    ]
    assert not found
