"""Tests share what stands in modules made for it, never what another test keeps for itself."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
_FROM_A_TEST = re.compile(r"^\s*(?:from|import) tests\.(?:\w+\.)*test_\w+", re.MULTILINE)


def test_no_module_of_the_tests_imports_a_test() -> None:
    found = [
        f"{path.relative_to(TESTS)}: {line.strip()}"
        for path in sorted(TESTS.rglob("*.py"))
        for line in _FROM_A_TEST.findall(path.read_text())
    ]
    assert found == [], "put what is shared into a module beside the tests"
