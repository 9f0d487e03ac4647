"""The program for outsiders needs nobody and can be read. docs/decisions/0068, 0076."""

from __future__ import annotations

import ast
import hashlib
import sys
import tokenize
from pathlib import Path

import pytest

from pbplatform.voting.domain.programs import SIGNED, VERIFIER
from tests.results.bundles import PROGRAM

pytestmark = pytest.mark.pure
MOST_LINES = {VERIFIER: 700, SIGNED: 207}
MOST_LINES_OF_CODE = {VERIFIER: 590, SIGNED: 172}
LONGEST_LINE, LONGEST_FUNCTION = 100, 42
TREES = {program: ast.parse(program.read_text()) for program in MOST_LINES}
each_program = pytest.mark.parametrize("program", MOST_LINES, ids=lambda path: path.name)


def lines_of_code(program: Path) -> set[int]:
    """Numbers of the lines that are not blank, no comment and no docstring."""
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    with program.open("rb") as file:
        tokens = [each for each in tokenize.tokenize(file.readline) if each.type not in silent]
    code = {line for each in tokens[1:] for line in range(each.start[0], each.end[0] + 1)}
    for node in ast.walk(TREES[program]):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(
            node
        ):
            code -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return code


@each_program
def test_it_imports_the_standard_library_alone(program: Path) -> None:
    names = {
        name.split(".")[0]
        for node in ast.walk(TREES[program])
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "pbplatform"]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    # The part takes what it needs from the program that runs it.
    assert names - ({"verify"} if program == SIGNED else set()) <= set(sys.stdlib_module_names)
    assert not names & {"socket", "urllib", "http", "subprocess", "os", "ctypes", "importlib"}


@each_program
def test_it_writes_nothing(program: Path) -> None:
    tree = TREES[program]
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & {"write_text", "write_bytes", "open", "unlink", "mkdir", "extractall"}
    assert not {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & {"open", "eval"}


def test_program_runs_its_part_by_its_hash_alone() -> None:
    assert hashlib.sha256(SIGNED.read_bytes()).hexdigest() == PROGRAM.SIGNED_SHA256
    runs = [
        node
        for node in ast.walk(TREES[VERIFIER])
        if isinstance(node, ast.Name) and node.id in {"exec", "__import__", "compile"}
    ]
    assert len(runs) == 1  # what by_signed runs when the hash is that one


@each_program
def test_it_is_short_enough_to_read_in_a_sitting(program: Path) -> None:
    lines = program.read_text().splitlines()
    assert len(lines) <= MOST_LINES[program]
    assert len(lines_of_code(program)) <= MOST_LINES_OF_CODE[program]
    assert max(map(len, lines)) <= LONGEST_LINE
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for node in ast.walk(TREES[program])
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long
