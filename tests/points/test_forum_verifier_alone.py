"""The program that checks a forum needs nobody and can be read. docs/decisions/0077."""

from __future__ import annotations

import ast
import sys
import tokenize

import pytest

from pbplatform.forums.domain.programs import VERIFIER

pytestmark = pytest.mark.pure
MOST_LINES, LONGEST_LINE, LONGEST_FUNCTION = 534, 100, 50
TREE = ast.parse(VERIFIER.read_text())


def test_it_imports_the_standard_library_alone() -> None:
    names = set()
    for node in ast.walk(TREE):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "pbplatform").split(".")[0])
    assert names <= set(sys.stdlib_module_names)
    assert not names & {"socket", "urllib", "http", "subprocess", "os", "ctypes", "importlib"}


def test_it_writes_nothing() -> None:
    called = {node.attr for node in ast.walk(TREE) if isinstance(node, ast.Attribute)}
    assert not called & {"write_text", "write_bytes", "open", "unlink", "mkdir", "extractall"}
    assert not {node.id for node in ast.walk(TREE) if isinstance(node, ast.Name)} & {"open", "eval"}


def test_it_is_short_enough_to_read() -> None:
    lines = VERIFIER.read_text().splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= LONGEST_LINE
    with VERIFIER.open("rb") as file:
        assert ";" not in {each.string for each in tokenize.tokenize(file.readline)}
    assert not [
        node.name
        for node in ast.walk(TREE)
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
