"""Uploads: cleaned before they are kept, stored once, swept when nothing refers to them."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from pbplatform.core.errors import Conflict
from pbplatform.core.files import MAX_UPLOAD_BYTES, FolderStore, clean_picture, sweep

NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def test_same_bytes_are_stored_once_and_come_back(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    first, second = store.put(b"words"), store.put(b"words")
    assert first == second
    assert store.get(first) == b"words"
    store.delete(first)
    assert not store.exists(first)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_picture_is_made_anew_without_what_hides_in_it(kind: str) -> None:
    cleaned = clean_picture(picture(kind) + b"<script>alert(1)</script>")
    assert b"<script>" not in cleaned
    with Image.open(io.BytesIO(cleaned)) as opened:
        assert opened.format == "WEBP"
        assert not opened.getexif()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (picture()[:50], "not_a_picture"),
        (b"x" * (MAX_UPLOAD_BYTES + 1), "too_large"),
        (picture("PNG", (8000, 5100)), "too_many_pixels"),
    ],
)
def test_picture_is_refused_with_the_reason(data: bytes, code: str) -> None:
    with pytest.raises(Conflict, match=code):
        clean_picture(data)


def test_sweep_deletes_only_old_files_that_nothing_refers_to(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    used, old, young = store.put(b"used"), store.put(b"old"), store.put(b"young")
    for digest, hours in ((used, 48), (old, 48), (young, 1)):
        at = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(tmp_path / digest.hex()[:2] / digest.hex(), (at, at))
    assert sweep(store, used={used}, before=NOW - timedelta(days=1)) == 1
    assert [store.exists(digest) for digest in (used, old, young)] == [True, False, True]
