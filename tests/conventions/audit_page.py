"""The tables of docs/audit.md, made from the code: `python -m tests.conventions.audit_page`.

A kind's string in `kinds.py` says what an entry of it tells, and after `Values:` which values it
has. `acts.txt` says which address leaves which entries. The words around the tables are written
by hand and stay.
"""

from __future__ import annotations

import ast
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from config import ROOT

PAGE = ROOT / "docs" / "audit.md"
ACTS = Path(__file__).parent / "acts.txt"
ROW = re.compile(r"\| `([a-z_]+:[a-z_]+:[a-z_]+)` \|.*\n")
HEAD = "| Kind | What it tells | Values |\n|---|---|---|\n"
BEGIN, END = "<!-- acts: made from acts.txt -->\n", "<!-- end of acts -->\n"


@dataclass(frozen=True)
class Kind:
    """A kind of entry as `kinds.py` of a slice describes it."""

    value: str
    tells: str
    values: str
    of: str

    @property
    def row(self) -> str:
        return f"| `{self.value}` | {self.tells} | {self.values or '–'} |\n"

    @property
    def names(self) -> set[str]:
        """Every value that the description names."""
        return set(re.findall(r"`([a-z_0-9]+)`", self.tells + self.values))


def kinds() -> dict[str, Kind]:
    """Every kind of the program by its value, in the order of the code."""
    found: dict[str, Kind] = {}
    for path in sorted((ROOT / "pbplatform").glob("*/kinds.py")):
        for each in ast.parse(path.read_text()).body:
            bases = [base.id for base in getattr(each, "bases", []) if isinstance(base, ast.Name)]
            if isinstance(each, ast.ClassDef) and "LogKind" in bases:
                found |= {kind.value: kind for kind in _described(each)}
    return found


def _described(of: ast.ClassDef) -> Iterator[Kind]:
    for member, after in zip(of.body, [*of.body[1:], None], strict=True):
        if not isinstance(member, ast.Assign) or not isinstance(member.value, ast.Constant):
            continue
        text = ""
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            text = " ".join(str(after.value.value).split())
        tells, _, values = text.partition(" Values: ")
        yield Kind(str(member.value.value), tells, values.removesuffix("."), of.name)


def acts() -> dict[str, tuple[tuple[str, ...], str]]:
    """{view: (kinds it leaves, why it leaves none or not always)}."""
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for line in ACTS.read_text().splitlines():
        if line and not line.startswith("#"):
            left, _, why = line.partition(" | ")
            view, *left_kinds = left.split()
            found[view] = (tuple(left_kinds), why)
    return found


def reasons() -> dict[str, str]:
    """{word: what it means}, from the head of acts.txt."""
    lines = re.findall(r"^#   ([a-z-]+)  +(.+)$", ACTS.read_text(), flags=re.M)
    return dict(lines)


def addresses_of_views(app: Flask) -> dict[str, str]:
    """The address of each view that takes a form, as the page writes it."""
    return {
        rule.endpoint: re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"<\1>", rule.rule)
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or set())
    }


def made(page: str, addresses: dict[str, str]) -> str:
    """The page with its tables as the code has them.

    Args:
        addresses: the address of each view.
    """
    known = kinds()
    rows = ROW.findall(page)
    page = re.sub(r"\| Kind \| What it tells \| Values[^\n]*\n\|---\|---\|---\|\n", HEAD, page)
    page = ROW.sub(lambda row: known[row[1]].row if row[1] in known else "", page)
    for kind in [each for value, each in known.items() if value not in rows]:
        beside = [v for v in ROW.findall(page) if v in known and known[v].of == kind.of]
        last = known[beside[-1]].row
        page = page.replace(last, last + kind.row)
    start, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    return page[:start] + "".join(_act_rows(addresses)) + page[end:]


def _act_rows(addresses: dict[str, str]) -> Iterator[str]:
    yield "\n| Address | Entries | Where it leaves none |\n|---|---|---|\n"
    meant = reasons()
    told = {addresses[view]: each for view, each in acts().items()}
    for address, (left, why) in sorted(told.items()):
        entries = ", ".join(f"`{kind}`" for kind in left) or "–"
        yield f"| `{address}` | {entries} | {meant.get(why, '') if why else '–'} |\n"
    yield "\n"


def main() -> None:
    """Write the page anew."""
    from pbplatform import create_app
    from tests.conftest import settings_of

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_of(f"sqlite:///{folder}/none.db", Path(folder)))
    PAGE.write_text(made(PAGE.read_text(), addresses_of_views(app)))


if __name__ == "__main__":
    main()
