"""An act that cannot be taken back takes what the person confirmed, not what stands there by then.

The page carries what it showed (`seal`); the service compares it, under the lock, with what holds
at that moment (`require_same`). Source: docs/rules/forms.md section 2.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict

Fact = str | int | bool | datetime | None
Facts = Mapping[str, Fact]
_LONGEST_SHOWN = 200
_LONGEST_SEAL = 20_000


@dataclass(frozen=True)
class Change:
    """One fact that is no longer what the page showed.

    Attributes:
        name: of the fact, as the caller named it.
        before, after: as text; None when it was too long to be carried, or was not there.
    """

    name: str
    before: str | None
    after: str | None


class ChangedMeanwhile(Conflict):
    """Nothing was done: what the person saw is not what holds now.

    Attributes:
        changes: what differs; empty when the page carried nothing that could be compared.
    """

    def __init__(self, changes: tuple[Change, ...]) -> None:
        super().__init__("confirmation.changed" if changes else "confirmation.look_first")
        self.changes = changes


def seal(facts: Facts) -> str:
    """What the page shows, as one hidden field; long texts as their SHA-256."""
    text = json.dumps(_plain(facts), sort_keys=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def require_same(seen: str | None, facts: Facts) -> None:
    """Go on only when `facts` are still what the page showed.

    Args:
        seen: the hidden field, made by `seal`.
        facts: read inside the transaction, after the rows are locked.
    Raises:
        ChangedMeanwhile: something differs, or the page carried nothing.
    """
    now = _plain(facts)
    before = _opened(seen or "")
    if before is None:
        raise ChangedMeanwhile(())
    names = [*now, *(name for name in before if name not in now)]
    changes = tuple(
        Change(name, _shown(before.get(name)), _shown(now.get(name)))
        for name in names
        if before.get(name) != now.get(name)
    )
    if changes:
        raise ChangedMeanwhile(changes)


def _plain(facts: Facts) -> dict[str, str]:
    return {name: _text(value) for name, value in facts.items()}


def _text(value: Fact) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    text = "" if value is None else str(value)
    if len(text) <= _LONGEST_SHOWN:
        return text
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _shown(text: str | None) -> str | None:
    return None if text is None or text.startswith("sha256:") else text


def _opened(seen: str) -> dict[str, str] | None:
    if not seen or len(seen) > _LONGEST_SEAL:
        return None
    try:
        data = base64.urlsafe_b64decode(seen + "=" * (-len(seen) % 4))
        facts = json.loads(data)
        if isinstance(facts, dict) and all(isinstance(text, str) for text in facts.values()):
            "".join(facts.values()).encode()  # half a letter can be shown on no page
            return facts
    except (ValueError, RecursionError):
        return None
    return None
