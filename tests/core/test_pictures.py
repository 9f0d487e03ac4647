"""Pictures of strangers: made anew under limits, one at a time. Source: docs/rules/running.md
section 4."""

from __future__ import annotations

import io
import random
import struct
import threading
import zlib
from pathlib import Path

import pytest
from PIL import Image

from pbplatform.core import picture_process, pictures
from pbplatform.core.errors import Conflict
from pbplatform.core.picture_process import TooManyPixels, made_anew
from pbplatform.core.pictures import MAX_UPLOAD_BYTES, clean_picture
from pbplatform.core.transaction import host_lock


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert(mode).save(out, kind)
    return out.getvalue()


def blank(kind: str, size: tuple[int, int], mode: str = "P") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def with_chunk(png: bytes, name: bytes, data: bytes) -> bytes:
    """A PNG with one more chunk behind its head."""
    chunk = struct.pack(">I", len(data)) + name + data
    return png[:33] + chunk + struct.pack(">I", zlib.crc32(name + data)) + png[33:]


def text_bomb() -> bytes:
    """A PNG whose text unpacks to 100 MB."""
    return with_chunk(picture("PNG"), b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000)))


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
        (picture("WEBP", (400, 300))[:-200], "not_a_picture"),
        (b"x" * (MAX_UPLOAD_BYTES + 1), "too_large"),
        (blank("PNG", (8000, 5100)), "too_many_pixels"),
        (blank("PNG", (4001, 4000)), "too_many_pixels"),
        (blank("GIF", (4001, 4000)), "too_many_pixels"),
        (blank("JPEG", (5001, 5000), "L"), "too_many_pixels"),
        (text_bomb(), "not_a_picture"),
    ],
)
def test_picture_is_refused_with_the_reason(data: bytes, code: str) -> None:
    with pytest.raises(Conflict, match=code):
        clean_picture(data)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "I;16"), ("JPEG", "CMYK"),
     ("JPEG", "L"), ("GIF", "P"), ("WEBP", "RGBA")],
)  # fmt: skip
def test_every_sort_of_picture_comes_out_small(kind: str, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (2400, 1200)).save(out, kind)
    with Image.open(io.BytesIO(made_anew(out.getvalue(), 1600))) as made:
        assert (made.format, max(made.size)) == ("WEBP", 1600)


def test_picture_of_a_telephone_stands_the_right_way_up() -> None:
    out, told = io.BytesIO(), Image.Exif()
    told[0x0112] = 6  # turned by a quarter
    Image.new("RGB", (400, 100), "teal").save(out, "JPEG", exif=told)
    with Image.open(io.BytesIO(made_anew(out.getvalue(), 1600))) as made:
        assert made.size == (100, 400)
        assert "exif" not in made.info


def mutated(chance: random.Random, data: bytes) -> bytes:
    """A picture with some bytes changed, cut out, doubled, or its end lost."""
    held = bytearray(data)
    for _turn in range(chance.randint(1, 8)):
        where = chance.randrange(len(held))
        what = chance.random()
        if what < 0.6:
            held[where] = chance.randrange(256)
        elif what < 0.75:
            del held[where : where + chance.randint(1, 40)]
        elif what < 0.9:
            held[where:where] = held[where : where + chance.randint(1, 40)]
        else:
            del held[where:]
        if not held:
            return b""
    return bytes(held)


def test_four_hundred_spoilt_pictures_are_made_or_refused() -> None:
    """In this process, to be quick: what falls over here is caught by the process there."""
    chance = random.Random(27)
    sound = [picture(kind, (64, 48)) for kind in ("PNG", "JPEG", "WEBP", "GIF")]
    made = refused = 0
    for number in range(400):
        data = mutated(chance, sound[number % 4])
        try:
            with Image.open(io.BytesIO(made_anew(data, 1600))) as opened:
                assert opened.format == "WEBP"
            made += 1
        except (TooManyPixels, MemoryError):
            refused += 1
        except Exception:
            refused += 1
    assert made > 20
    assert refused > 50


def test_spoilt_pictures_never_reach_the_web_server_as_faults() -> None:
    chance = random.Random(28)
    refused: list[tuple[str | None, str]] = []
    for number in range(8):
        kind = ("PNG", "JPEG", "WEBP", "GIF")[number % 4]
        try:
            assert clean_picture(mutated(chance, picture(kind)))
        except Conflict as conflict:
            refused.append((conflict.field, conflict.code))
    assert refused
    assert set(refused) <= {("photo", "file.not_a_picture"), ("photo", "file.too_many_pixels")}


def test_process_that_takes_too_much_memory_or_time_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "MEMORY_BYTES", 60 * 1024 * 1024)
    with pytest.raises(Conflict, match="not_a_picture"):
        clean_picture(blank("PNG", (4000, 4000), "RGBA"))
    monkeypatch.setattr(pictures, "_PATIENCE_SECONDS", 0.01)
    with pytest.raises(Conflict, match="not_a_picture"):
        clean_picture(picture())


def test_process_of_pictures_imports_nothing_of_ours() -> None:
    held = Path(picture_process.__file__).read_text()
    assert "pbplatform" not in held.replace("docs/", "")


def test_sixteen_pictures_at_once_are_read_one_after_another_or_told_to_come_again() -> None:
    start, came = threading.Barrier(16), []
    at_once, most, counting = 0, 0, threading.Lock()
    run = pictures._run

    def counted(data: bytes, longest: int) -> tuple[int, bytes]:
        nonlocal at_once, most
        with counting:
            at_once += 1
            most = max(most, at_once)
        try:
            return run(data, longest)
        finally:
            with counting:
                at_once -= 1

    def send() -> None:
        start.wait()
        try:
            clean_picture(picture())
            came.append("made")
        except Conflict as conflict:
            came.append(conflict.code)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "_run", counted)
        threads = [threading.Thread(target=send) for _turn in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 1
    assert len(came) == 16
    assert set(came) == {"made", "file.busy"}


def test_picture_waits_a_bounded_time_for_another_of_this_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pictures.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 0.2)
    clean_picture(picture())
    (lock,) = tmp_path.glob("pbplatform-picture-*.lock")
    with host_lock(lock), pytest.raises(Conflict, match="busy"):
        clean_picture(picture())
