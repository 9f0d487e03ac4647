"""Words beside the log: committed to in it, served next to it, erased for good.

Source: docs/rules/audit.md section 7.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from config import ROOT
from pbplatform.accounts.kinds import AccountLog
from pbplatform.audit import queries, services
from pbplatform.audit.domain.free_text import FREE_TEXT, Commitment
from pbplatform.audit.models import SITE, LogEntry, LogPending, LogReference, LogWithheld, LogWords
from pbplatform.audit.queries.marks import measure
from pbplatform.audit.queries.words import words_findings
from pbplatform.audit.services.erasing import erase_words_about, forget_references
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import canonical_json, instant_text, sha256
from pbplatform.points.kinds import PointLog
from pbplatform.rounds.kinds import RoundLog
from tests.conftest import NOON
from tests.factories import make_place

BEA = ActorRef(kind="account", key="1", role="facilitator", scope="place", name="Bea Okoro")
ROSA = ActorRef(kind="account", key="7", role="resident")
RARE = "quokka-at-the-gate"


def told(session: Session, subject: str, **data: Any) -> None:
    services.record(
        session, RoundLog.ROUND_DATES_MOVED, actor=BEA, subject=subject, now=NOON, **data
    )


def in_order(session: Session) -> list[queries.Entry]:
    session.flush()
    services.fold(session, services.ensure_log(session, SITE))
    return list(queries.all_entries(session, log=SITE))


def erase(session: Session, subject: str, **data: Any) -> None:
    erase_words_about(session, actor=BEA, subject=subject, now=NOON, **data)
    in_order(session)


def findings(session: Session) -> list[str]:
    session.flush()
    return [found.code for found in words_findings(session)]


def old_entry(session: Session, subject: str, **data: Any) -> None:
    """An entry as the program wrote it before: words inside."""
    body = {
        "v": 1,
        "at": instant_text(NOON),
        "kind": "round:dates:moved",
        "actor": {"role": "facilitator", "name": "Bea Okoro"},
        "subject": subject,
        "data": data,
    }
    log_id = services.ensure_log(session, SITE)
    row = {"log_id": log_id, "key16": sha256(subject.encode())[:16], "body": canonical_json(body)}
    session.execute(insert(LogPending).values(**row))


@pytest.mark.parametrize("field", [*sorted(FREE_TEXT), "title_before"])
def test_every_free_text_stands_beside_the_entry_and_is_read_with_it(
    session: Session, field: str
) -> None:
    told(session, "rounds/x", **{field: RARE}, days=3)
    (entry,) = in_order(session)
    assert RARE.encode() not in entry.body
    assert json.loads(entry.body)["v"] == 2
    assert entry.told["data"] == {"days": 3, field: RARE}
    assert findings(session) == []


def test_salts_are_32_bytes_and_no_two_are_alike(session: Session) -> None:
    told(session, "rounds/x", reason="Rain", words="Rain")
    told(session, "rounds/x", reason="Rain")
    (first, second) = in_order(session)
    salts = list(session.scalars(select(LogWords.salt)))
    assert [len(salt or b"") for salt in salts] == [32, 32, 32]
    hashes = [*first.told["commitments"].values(), *second.told["commitments"].values()]
    assert len(set(hashes)) == 3


def test_post_names_and_hashes_stay_in_the_entry(session: Session) -> None:
    services.record(
        session,
        AccountLog.ROLE_GRANTED,
        actor=BEA,
        subject="place",
        now=NOON,
        role="official",
        name="Tom Reed",
        title="Head of Parks",
    )
    told(session, "rounds/x", words=Commitment("ab" * 32))
    for entry in in_order(session):
        assert "commitments" not in entry.told
    assert list(session.scalars(select(LogWords.key16))) == []


def test_erasing_empties_words_and_salt_keeps_the_bytes_and_says_which(session: Session) -> None:
    told(session, "rounds/x", reason=RARE)
    told(session, "rounds/x/ideas/4", reason=RARE)
    told(session, "rounds/xy", reason="Another")
    before = in_order(session)
    mark = measure(session, SITE)
    erase(session, "rounds/x", reason="Insults")
    after = list(queries.all_entries(session, log=SITE))
    assert [one.body for one in after[:3]] == [one.body for one in before]
    assert after[3].told["data"]["erased_entries"] == [
        one.idx for one in before if one.told["subject"] != "rounds/xy"
    ]
    assert [bool(one.erased) for one in after] == [
        one.told["subject"] != "rounds/xy" for one in before
    ] + [False]
    assert RARE not in str([one.told for one in after])
    left = session.execute(select(LogWords.words, LogWords.salt, LogWords.erased_by)).all()
    assert sum(row.words is None and row.salt is None for row in left) == 2
    assert findings(session) == []
    assert measure(session, SITE).entries == mark.entries + 1


def test_words_that_are_changed_missing_or_put_in_are_findings(session: Session) -> None:
    told(session, "rounds/x", reason="Rain")
    told(session, "rounds/y", reason="Snow")
    told(session, "rounds/z")
    in_order(session)
    keys = {row.told["subject"]: key for row, key in queries.entries_about(session, "rounds/z")}
    session.execute(update(LogWords).where(LogWords.words == "Rain").values(words="Sun"))
    session.execute(update(LogWords).where(LogWords.words == "Snow").values(words=None, salt=None))
    session.add(LogWords(key16=keys["rounds/z"], field="reason", salt=b"s" * 32, words="Put in"))
    assert sorted(findings(session)) == [
        "check.words_changed",
        "check.words_missing",
        "check.words_without_entry",
    ]
    session.execute(delete(LogWords))
    assert findings(session) == ["check.words_missing"] * 2


def test_entry_cannot_excuse_words_that_go_missing_after_it(session: Session) -> None:
    erase(session, "rounds/x")
    told(session, "rounds/x", reason="Rain")
    in_order(session)
    session.execute(delete(LogWords))
    assert findings(session) == ["check.words_missing"]


def test_old_entry_keeps_its_bytes_and_is_served_by_its_hash(session: Session) -> None:
    old_entry(session, "rounds/x", reason=RARE, days=2)
    old_entry(session, "rounds/y", reason="Rain")
    old = {one.told["subject"]: one for one in in_order(session)}
    erase(session, "rounds/x")
    new = {one.told["subject"]: one for one in list(queries.all_entries(session, log=SITE))[:2]}
    assert new["rounds/x"].withheld
    assert not new["rounds/y"].withheld
    assert new["rounds/x"].body == old["rounds/x"].body
    assert new["rounds/x"].told["data"] == {"days": 2}
    served = list(queries.bodies(session, log=SITE))
    body = old["rounds/x"].body
    told = {"withheld_leaf": sha256(b"\0" + body).hex(), "withheld_sha256": sha256(body).hex()}
    assert served[new["rounds/x"].idx] == canonical_json(told)
    assert served[new["rounds/y"].idx] == old["rounds/y"].body
    assert findings(session) == []
    session.add(LogWithheld(key16=sha256(b"rounds/y")[:16], erased_by=b"n" * 16))
    assert findings(session) == ["check.entry_withheld"]


def test_pages_and_files_show_words_until_they_are_erased(
    client: FlaskClient, session: Session
) -> None:
    make_place(session)
    told(session, "rounds/x", reason=RARE)
    old_entry(session, "rounds/x/ideas/3", reason=RARE)
    in_order(session)
    session.commit()
    numbers = [one.idx for one in queries.all_entries(session, log=SITE)]
    pages = [*(f"/log/entries/{n}" for n in numbers), "/log"]
    files = ["/log/site.words.jsonl", "/log/site.jsonl"]
    assert sum(RARE in client.get(url).get_data(as_text=True) for url in pages) == 3
    assert RARE.encode() in client.get("/log/site.words.jsonl").data
    erase(session, "rounds/x")
    session.commit()
    numbers = [one.idx for one in queries.all_entries(session, log=SITE)]
    raw = [f"/log/entries/{n}.json" for n in numbers]
    for url in (*pages, *files, *raw):
        assert RARE.encode() not in client.get(url).data, url
    said = [client.get(url).get_data(as_text=True) for url in pages[:-1]]
    assert sum("Words of this entry were erased." in page for page in said) == 1
    assert sum("This entry is withheld" in page for page in said) == 1
    decided = f"/log/entries/{numbers[-1]}"
    assert sum(f'href="{decided}"' in page for page in said) == 2


def test_recipe_checks_what_anybody_can_download(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    make_place(session)
    for subject in ("rounds/x", "rounds/y"):
        told(session, subject, reason=f"Ärger in {subject}")
    erase(session, "rounds/x")
    told(session, "rounds/z", reason="Rain")
    in_order(session)
    session.commit()
    text = (ROOT / "docs/rules/audit.md").read_text()
    recipe = re.search(r"```python\n(.*?)```", text, re.S)
    assert recipe
    (tmp_path / "check.py").write_text(recipe.group(1))
    for name in ("site.jsonl", "site.words.jsonl"):
        (tmp_path / name).write_bytes(client.get(f"/log/{name}").data)

    def run() -> str:
        command = [sys.executable, "check.py"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    assert run().startswith("2 texts checked, 1 erased or withheld by decision, 0 wrong")
    beside = tmp_path / "site.words.jsonl"
    beside.write_text(beside.read_text().replace("Rain", "Sun"))
    assert "1 wrong" in run()
    beside.write_text("")
    assert "0 texts checked, 1 erased or withheld by decision, 2 wrong" in run()


def test_forgotten_reference_leaves_the_entry_and_nothing_to_try_it_with(session: Session) -> None:
    for who in (ROSA, ActorRef(kind="account", key="71", role="resident")):
        services.record(session, PointLog.POINT_RAISED, actor=who, subject="forums/f", now=NOON)
    in_order(session)
    before = list(session.scalars(select(LogEntry.body)))
    forget_references(session, 7)
    rows = session.execute(select(LogReference.reference, LogReference.salt)).all()
    assert sorted(bool(row.reference) and bool(row.salt) for row in rows) == [False, True]
    assert list(session.scalars(select(LogEntry.body))) == before
