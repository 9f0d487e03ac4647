"""The program for outsiders needs nobody and can be read. docs/decisions/0068."""

from __future__ import annotations

import ast
import sys

import pytest

from pbplatform.voting.domain.programs import VERIFIER

pytestmark = pytest.mark.pure
LONGEST_FILE, LONGEST_FUNCTION = 940, 60
TREE = ast.parse(VERIFIER.read_text())


def test_it_imports_the_standard_library_alone() -> None:
    names = {
        name.split(".")[0]
        for node in ast.walk(TREE)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "pbplatform"]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names <= set(sys.stdlib_module_names)
    assert not names & {"socket", "urllib", "http", "subprocess", "os", "ctypes", "importlib"}


def test_it_writes_nothing() -> None:
    called = {node.attr for node in ast.walk(TREE) if isinstance(node, ast.Attribute)}
    assert not called & {"write_text", "write_bytes", "open", "unlink", "mkdir", "extractall"}
    assert not {node.id for node in ast.walk(TREE) if isinstance(node, ast.Name)} & {"open", "eval"}


def test_it_is_short_enough_to_read_in_a_sitting() -> None:
    assert len(VERIFIER.read_text().splitlines()) <= LONGEST_FILE
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for node in ast.walk(TREE)
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long
