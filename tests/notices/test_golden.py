"""What every mail says, word by word, in `golden/`: a kind in each file, a fact in each section.

A sentence that changes in a template changes there too, so that whoever reviews reads the mail.
"""

from __future__ import annotations

from collections import defaultdict

from flask import Flask

from config import ROOT
from pbplatform.notices.words import render
from tests.notices.samples import HEAD, OF_FEW_WORDS, every_sample

GOLDEN = ROOT / "tests" / "notices" / "golden"
_SECTION = "==== "


def golden() -> dict[str, dict[str, str]]:
    """Each mail by kind and section, as the files have it."""
    found = {}
    for path in sorted(GOLDEN.glob("*.txt")):
        sections = path.read_text().removeprefix(_SECTION).split(f"\n{_SECTION}")
        titled = (section.partition("\n") for section in sections)
        kind = path.stem.replace("-", ":")
        found[kind] = {title: mail.removesuffix("\n") for title, _line, mail in titled}
    return found


def test_every_mail_says_what_its_golden_copy_says(app: Flask) -> None:
    said: dict[str, dict[str, str]] = defaultdict(dict)
    with app.app_context():
        for kind, special, fact in every_sample():
            mail = render(kind, fact, key16=bytes(16), head=HEAD)
            said[kind][special] = f"{mail.subject}\n\n{mail.body}".removesuffix("\n")
            if special == "plain":
                mail = render(kind, fact, key16=bytes(16), head=OF_FEW_WORDS)
                said[kind]["plain, without help"] = f"{mail.subject}\n\n{mail.body}".removesuffix(
                    "\n"
                )
    copies = golden()
    assert set(said) == set(copies)
    for kind, mails in said.items():
        assert mails == copies[kind], kind
