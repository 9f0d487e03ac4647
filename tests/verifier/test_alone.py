"""What outsiders run needs nothing of ours. docs/decisions/0068, 0075."""

from __future__ import annotations

import ast
import sys

import pytest

from pbplatform.forums.domain.programs import VERIFIER
from pbplatform.front.log_witness import PROGRAM

pytestmark = pytest.mark.pure
LONGEST_WITNESS, LONGEST_VERIFIER = 200, 720


def imported(text: str) -> set[str]:
    return {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "pbplatform"]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }


def test_verifier_of_a_forum_imports_the_standard_library_alone() -> None:
    names = imported(VERIFIER.read_text())
    assert names <= set(sys.stdlib_module_names)
    assert not names & {"socket", "urllib", "http", "subprocess", "os", "ctypes", "importlib"}


def test_verifier_of_a_forum_writes_nothing() -> None:
    tree = ast.parse(VERIFIER.read_text())
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & {"write_text", "write_bytes", "open", "unlink", "mkdir", "extractall"}
    assert not {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & {"open", "eval"}


def test_witness_imports_the_standard_library_and_cryptography() -> None:
    assert imported(PROGRAM.read_text()) <= {*sys.stdlib_module_names, "cryptography"}


def test_both_are_short_enough_to_read() -> None:
    assert len(PROGRAM.read_text().splitlines()) <= LONGEST_WITNESS
    assert len(VERIFIER.read_text().splitlines()) <= LONGEST_VERIFIER
