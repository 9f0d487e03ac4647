"""Uploads: cleaned before they are kept, stored once, swept when nothing refers to them."""

from __future__ import annotations

import os
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.files import FolderStore, StoredFile, keep_file
from pbplatform.core.transaction import transaction
from pbplatform.places.models import Place
from pbplatform.proposals.services import keep_draft
from pbplatform.web import worker
from tests.conftest import NOON
from tests.factories_proposals import make_idea, make_story


def test_same_bytes_are_stored_once_and_come_back(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    first, second = store.put(b"words"), store.put(b"words")
    assert first == second
    assert store.get(first) == b"words"
    store.delete(first)
    assert not store.exists(first)


def test_same_bytes_sent_again_are_as_young_as_the_last_time(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    digest = store.put(b"words")
    path = tmp_path / digest.hex()[:2] / digest.hex()
    os.utime(path, (0, 0))
    store.put(b"words")
    assert path.stat().st_mtime > 1_000_000


def test_uploads_that_nothing_names_go_after_a_day_with_their_rows(
    app: Flask, settings: Settings
) -> None:
    store = FolderStore(settings.files_dir)
    named = ("idea", "logo", "draft", "old draft")
    kept = {name: store.put(name.encode()) for name in named}
    left = [store.put(f"left {number}".encode()) for number in range(127)]
    young = store.put(b"young")
    for digest in (*kept.values(), *left):
        path = settings.files_dir / digest.hex()[:2] / digest.hex()
        three_days_ago = time.time() - 3 * 86400
        os.utime(path, (three_days_ago, three_days_ago))
    with app.app_context():
        with transaction() as session:
            round_ = make_story(session).round
            for digest in (*kept.values(), *left, young):
                keep_file(session, digest=digest, media_type="image/webp", size=4, now=NOON)
            session.scalars(select(Place)).one().logo = kept["logo"]
            idea = make_idea(session, round_)
            idea.photo, idea.photo_alt = kept["idea"], "A lane"
            for typed in ([kept["draft"].hex()], kept["old draft"].hex()):
                keep_draft(session, round_id=round_.id, typed={"photo_key": typed}, now=NOON)
        worker.sweep_files(settings)
        rows = {bytes(digest) for digest in db.session.scalars(select(StoredFile.sha256))}
        assert rows == {*kept.values(), young}
        assert [digest for digest in left if store.exists(digest)] == []
        assert [name for name in named if not store.exists(kept[name])] == []
        assert store.exists(young)
