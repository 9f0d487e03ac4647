"""What outsiders run needs nobody, and can be read. docs/decisions/0075, 0076, 0082."""

from __future__ import annotations

import ast
import hashlib
import sys
import tokenize
from pathlib import Path

import pytest

from pbplatform.forums.domain import programs as of_a_forum
from pbplatform.front.log_witness import PROGRAM as WITNESS
from pbplatform.voting.domain import programs as of_a_vote

pytestmark = pytest.mark.pure
VERIFY, SIGNED = of_a_vote.VERIFIER, of_a_vote.SIGNED
VERIFY_FORUM, FORUM_LOG = of_a_forum.VERIFIER, of_a_forum.PART
PART_OF = {VERIFY: SIGNED, VERIFY_FORUM: FORUM_LOG}
# Lines; and those that are not blank, no comment and no docstring. They may become fewer.
MOST = {VERIFY: (700, 590), SIGNED: (207, 172), VERIFY_FORUM: (400, 338), FORUM_LOG: (187, 150)}
LONGEST_LINE, LONGEST_FUNCTION, LONGEST_WITNESS = 100, 42, 200
TREES = {program: ast.parse(program.read_text()) for program in MOST}
each_program = pytest.mark.parametrize("program", MOST, ids=lambda path: path.name)
each_with_a_part = pytest.mark.parametrize("program", PART_OF, ids=lambda path: path.name)


def imported(tree: ast.Module) -> set[str]:
    return {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "pbplatform"]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }


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
    # A part takes what it needs from the program that runs it.
    own = {whole.stem for whole, part in PART_OF.items() if part == program}
    names = imported(TREES[program])
    assert names - own <= set(sys.stdlib_module_names)
    assert not names & {"socket", "urllib", "http", "subprocess", "os", "ctypes", "importlib"}


@each_with_a_part
def test_what_it_calls_a_module_is_one(program: Path) -> None:
    """Debuggers and tools for tests look through the modules of the interpreter."""
    put = [
        node.value
        for node in ast.walk(TREES[program])
        if isinstance(node, ast.Assign)
        and any(ast.unparse(target).startswith("sys.modules[") for target in node.targets)
    ]
    assert [ast.unparse(each) for each in put] == [f"type(sys)('{program.stem}')"]


@each_program
def test_it_writes_nothing(program: Path) -> None:
    tree = TREES[program]
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & {"write_text", "write_bytes", "open", "unlink", "mkdir", "extractall"}
    assert not {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & {"open", "eval"}


def runs_of_a_text(program: Path) -> list[int]:
    """The lines that run a text as a program."""
    return [
        node.lineno
        for node in ast.walk(TREES[program])
        if isinstance(node, ast.Name) and node.id in {"exec", "__import__", "compile"}
    ]


@each_with_a_part
def test_a_program_runs_its_part_by_its_hash_alone(program: Path) -> None:
    part = PART_OF[program]
    assert f'"{hashlib.sha256(part.read_bytes()).hexdigest()}"' in program.read_text()
    assert len(runs_of_a_text(program)) == 1  # once the hash was compared: test_parts.py
    assert not runs_of_a_text(part)


@each_program
def test_it_is_short_enough_to_read_in_a_sitting(program: Path) -> None:
    lines, (most, most_of_code) = program.read_text().splitlines(), MOST[program]
    assert len(lines) <= most
    assert len(lines_of_code(program)) <= most_of_code
    assert max(map(len, lines)) <= LONGEST_LINE
    with program.open("rb") as file:
        assert ";" not in {each.string for each in tokenize.tokenize(file.readline)}
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for node in ast.walk(TREES[program])
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long


def test_witness_imports_the_standard_library_and_cryptography_and_is_short() -> None:
    text = WITNESS.read_text()
    assert imported(ast.parse(text)) <= {*sys.stdlib_module_names, "cryptography"}
    assert len(text.splitlines()) <= LONGEST_WITNESS
