"""The scope of a committee is put together in one place."""

from __future__ import annotations

from pathlib import Path

from pbplatform.core.actor import covers
from pbplatform.rounds.domain.scopes import scope_of_committee

ROOT = Path(__file__).parents[2] / "pbplatform"


def test_scope_of_a_committee_lies_in_its_round() -> None:
    scope = scope_of_committee("green-fund", "streets")
    assert scope == "committee:green-fund/streets"
    assert covers("round:green-fund", scope)
    assert not covers("round:green", scope)


def test_scope_of_a_committee_is_put_together_by_one_function() -> None:
    found = [each for each in ROOT.rglob("*.py") if 'f"committee:' in each.read_text("utf-8")]
    assert found == [ROOT / "rounds/domain/scopes.py"]
