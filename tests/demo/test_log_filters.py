"""What the log finds by its columns is what its bytes say, over the demonstration's whole log."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from itertools import product

import pytest
from flask import Flask

from pbplatform.audit import queries as audit
from pbplatform.audit.domain.filing import about_of
from pbplatform.audit.queries import Entry
from pbplatform.core.db import db
from pbplatform.forums import queries as forums
from pbplatform.front.log_words import log_words
from pbplatform.rounds import queries as rounds

Span = tuple[datetime, datetime]


def holds(entry: Entry, about: str, family: str, span: Span | None) -> bool:
    """The question as it is asked of an entry's bytes."""
    if about:
        kind, _slash, slug = about.partition("/")
        scope = f"{kind.removesuffix('s')}:{slug}"
        own = (f'{about}"', f"{about}/", f'{scope}"', f"committee:{slug}/")
        if not any(f'"subject":"{each}'.encode() in entry.body for each in own):
            return False
    if family and not json.loads(entry.body)["kind"].startswith(f"{family}:"):
        return False
    return span is None or span[0] <= datetime.fromisoformat(entry.told["at"]) < span[1]


def test_every_filter_finds_by_columns_what_the_bytes_say(hackford: Flask) -> None:
    with hackford.app_context():
        session = db.session()
        everything = list(audit.all_entries(session, log="site"))[::-1]
        subjects = [
            *(each.path for each in rounds.published_rounds(session)),
            *(each.path for each in forums.forums(session)),
        ]
        days = {datetime.fromisoformat(each.told["at"]).date() for each in everything}
        firsts = [datetime.combine(day, time(5, 30), UTC) for day in sorted(days)]
        spans = [None, *((first, first + timedelta(days=1)) for first in firsts)]
        found = 0
        for about, family in product(["", *subjects], ["", *log_words().families]):
            for span in spans if not (about and family) else spans[:3]:
                expected = [each for each in everything if holds(each, about, family, span)]
                told = audit.search(
                    session, about=about, family=family, span=span, newest=len(everything) + 1
                )
                assert told == expected, (about, family, span)
                found += bool(expected)
        assert found > 50
        half = everything[len(everything) // 2].idx
        older = audit.search(session, before=half, newest=10)
        assert [each.idx for each in older] == list(range(half - 1, half - 11, -1))


@pytest.mark.parametrize(
    ("subject", "about"),
    [
        ("rounds/fund", "rounds/fund"),
        ("rounds/fund/ideas/4", "rounds/fund"),
        ("round:fund", "rounds/fund"),
        ("forum:town", "forums/town"),
        ("committee:fund/parks", "rounds/fund"),
        ("committee:fund", ""),
        ("rounds/fund-2", "rounds/fund-2"),
        ("place", "place"),
        ("", ""),
    ],
)
def test_entry_is_filed_under_what_its_subject_belongs_to(subject: str, about: str) -> None:
    assert about_of(subject) == about
