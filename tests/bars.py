"""The bars that commands show, seen by tests."""

from __future__ import annotations

import io
from typing import Any

import pytest
from tqdm import tqdm

from pbplatform.web import bars


class Bar(tqdm):  # type: ignore[type-arg]
    """A bar on no terminal; `seen` has all of them, in the order in which they began."""

    seen: list[Bar]

    def __init__(self, **how: Any) -> None:
        super().__init__(**{**how, "disable": False, "file": io.StringIO()})
        self.seen.append(self)

    @property
    def text(self) -> str:
        """What somebody at a terminal read last."""
        return str(self)


def bars_seen(monkeypatch: pytest.MonkeyPatch) -> list[Bar]:
    """Every bar that is shown from here on."""

    class Here(Bar):
        seen: list[Bar] = []

    monkeypatch.setattr(bars, "tqdm", Here)
    return Here.seen


def parts_of(shown: list[Bar]) -> list[str]:
    """What the bars were about; each went from nothing to its end."""
    for bar in shown:
        assert bar.n == bar.total, (bar.desc, bar.n, bar.total)
    return [bar.desc.removesuffix(": ") for bar in shown]
