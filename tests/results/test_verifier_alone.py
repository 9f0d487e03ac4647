"""The program for outsiders needs nobody and can be read. docs/decisions/0068."""

from __future__ import annotations

import ast
import sys
import tokenize

import pytest

from pbplatform.voting.domain.programs import VERIFIER

pytestmark = pytest.mark.pure
MOST_LINES, MOST_LINES_OF_CODE, LONGEST_LINE, LONGEST_FUNCTION = 916, 766, 100, 40
TREE = ast.parse(VERIFIER.read_text())


def lines_of_code() -> set[int]:
    """Numbers of the lines that are not blank, no comment and no docstring."""
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    with VERIFIER.open("rb") as file:
        tokens = [each for each in tokenize.tokenize(file.readline) if each.type not in silent]
    code = {line for each in tokens[1:] for line in range(each.start[0], each.end[0] + 1)}
    for node in ast.walk(TREE):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(
            node
        ):
            code -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return code


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
    lines = VERIFIER.read_text().splitlines()
    assert len(lines) <= MOST_LINES
    assert len(lines_of_code()) <= MOST_LINES_OF_CODE
    assert max(map(len, lines)) <= LONGEST_LINE
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for node in ast.walk(TREE)
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long
