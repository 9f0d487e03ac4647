"""No address vanishes: people keep links for years, and old mails and letters hold them."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

KEPT = Path(__file__).with_name("addresses.txt")


def test_every_address_that_ever_answered_still_does(app: Flask) -> None:
    """A new address is added to addresses.txt; one that moves keeps a rule that leads on."""
    known = {
        f"{method} {re.sub(r'<(?:[a-z]+:)?[a-z_]+>', '<>', rule.rule)}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    kept = set(KEPT.read_text().splitlines())
    assert not kept - known
    assert not known - kept, "add these to addresses.txt"
