"""What a first visit downloads. Sizes, not seconds."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

pytestmark = pytest.mark.browser
KB = 1024
VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"


def _packed(names: list[str]) -> int:
    return sum((VENDOR / f"{name}.gz").stat().st_size for name in names)


def _sheets(html: str) -> list[str]:
    return re.findall(r'<link rel="stylesheet" href="/static/vendor/([\w./-]+)', html)


@pytest.mark.parametrize("path", ["/", "/sign-in"])
def test_first_page_is_small(empty_site_app: Flask, path: str) -> None:
    html = empty_site_app.test_client().get(path).text
    assert len(gzip.compress(html.encode())) <= 35 * KB
    assert _packed(_sheets(html)) <= 20 * KB


@pytest.mark.parametrize(
    "names",
    [("core", "forms", "vote"), ("core", "forms", "desk"), ("core", "results", "forum", "log")],
)
def test_style_sheets_of_any_layout_are_small(names: tuple[str, ...]) -> None:
    assert _packed([f"{name}.css" for name in names]) <= 20 * KB


def _of_one_place(name: str) -> bool:
    """Scripts that only the screen of a voting place, or a stall, loads."""
    return name.startswith(("kiosk", "stall"))


def _of_typists(name: str) -> bool:
    """Scripts that only the table of a meeting's slips loads."""
    return name.startswith("slip-")


def _of_receipts(name: str) -> bool:
    """Scripts that only a receipt and the page that checks one load."""
    return name.startswith("receipt-")


def _of_few(name: str) -> bool:
    return _of_one_place(name) or _of_typists(name) or _of_receipts(name)


def test_all_scripts_together_are_small() -> None:
    names = [path.name for path in VENDOR.glob("js/*.js")]
    assert _packed([f"js/{name}" for name in names if not _of_few(name)]) <= 12 * KB
    assert _packed([f"js/{name}" for name in names if _of_receipts(name)]) <= 1 * KB
    assert _packed([f"js/{name}" for name in names if _of_typists(name)]) <= 5 * KB
    assert _packed([f"js/{name}" for name in names if _of_one_place(name)]) <= 9 * KB


def test_style_sheets_carry_no_font_and_ask_nobody_else() -> None:
    for path in VENDOR.glob("*.css"):
        text = path.read_text()
        assert "@font-face" not in text
        assert "GDS Transport" not in text
        assert not re.search(r"url\(\"?https?:", text)
