"""Tests share what stands in modules made for it, never what another test keeps for itself."""

from __future__ import annotations

import re
from pathlib import Path

SELF = Path(__file__).name
TESTS = Path(__file__).resolve().parents[1]
_FROM_A_TEST = re.compile(r"^\s*(?:from|import) tests\.(?:\w+\.)*test_\w+", re.MULTILINE)


def test_no_module_of_the_tests_imports_a_test() -> None:
    found = [
        f"{path.relative_to(TESTS)}: {line.strip()}"
        for path in sorted(TESTS.rglob("*.py"))
        for line in _FROM_A_TEST.findall(path.read_text())
    ]
    assert found == [], "put what is shared into a module beside the tests"


def test_browser_is_driven_from_its_own_folder_only() -> None:
    """Nothing else is read for the run in Chromium: reading all tests takes longer than some."""
    marked = [
        path for path in sorted(TESTS.rglob("test_*.py")) if "mark.browser" in path.read_text()
    ]
    apart = [path.name for path in marked if path.parent.name != "browser" and path.name != SELF]
    assert marked
    assert apart == []
