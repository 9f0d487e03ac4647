"""Pictures that people send: made anew in a process of their own, one at a time on this machine.

A few kilobytes can unpack to gigabytes, and decoders have faults. So the bytes of strangers are
read in a process with limits, never in the web server. Source: docs/rules/running.md section 4.
"""

from __future__ import annotations

import fcntl
import io
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from pbplatform.core import picture_process
from pbplatform.core.errors import Conflict
from pbplatform.core.slow_work import slow

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
MEMORY_BYTES = 320 * 1024 * 1024
_PATIENCE_SECONDS = 15.0
# Others of this process wait in line, so that threads stay free for readers.
MOST_WAITING = 3
WAIT_SECONDS = 10.0
_PAUSE_SECONDS = 0.05
_line = threading.BoundedSemaphore(MOST_WAITING)


@slow
def clean_picture(data: bytes, *, longest: int = 1600, field: str = "photo") -> bytes:
    """Re-encode a picture as WebP: smaller, and without hidden data such as its location.

    Raises:
        Conflict: larger than 10 MB, not a picture, more pixels than we read, or many others are
            being read at this moment.
    """
    if len(data) > MAX_UPLOAD_BYTES:
        raise Conflict("file.too_large", field=field)
    if not _line.acquire(blocking=False):
        raise Conflict("file.busy", field=field)
    try:
        with _alone(field):
            code, made = _run(data, longest)
    finally:
        _line.release()
    if code == picture_process.TOO_MANY_PIXELS:
        raise Conflict("file.too_many_pixels", field=field)
    if code != picture_process.OK or not made:
        raise Conflict("file.not_a_picture", field=field)
    return made


@slow
def small_picture(kept: bytes, *, longest: int = 320) -> bytes | None:
    """A picture of our own store once more, small enough for a page; None of other files."""
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(kept), formats=("WEBP",)) as opened:
            opened.thumbnail((longest, longest))
            opened.save(out, "WEBP", quality=60)
    except OSError:  # a file that was kept for something else
        return None
    return out.getvalue()


def _run(data: bytes, longest: int) -> tuple[int, bytes]:
    """Exit code and output of the process; 1 when it had to be ended."""
    command = [
        *(sys.executable, "-I", picture_process.__file__),
        *(str(longest), str(MEMORY_BYTES)),
    ]
    try:
        ran = subprocess.run(  # noqa: S603  # our own program; the bytes go to its input only
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return picture_process.NOT_A_PICTURE, b""
    return ran.returncode, ran.stdout


@contextmanager
def _alone(field: str) -> Iterator[None]:
    """One picture at a time on this machine, whatever process it came to."""
    path = Path(tempfile.gettempdir()) / f"pbplatform-picture-{os.getuid()}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + WAIT_SECONDS
        while not _locked(handle):
            if time.monotonic() > until:
                raise Conflict("file.busy", field=field)
            time.sleep(_PAUSE_SECONDS)
        yield
    finally:
        os.close(handle)  # closing gives the lock back


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
