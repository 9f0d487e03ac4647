"""Several processes that print much: each takes one order after the other.

Source: docs/rules/printing.md section 3.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from pbplatform.web.printing import press

# What one file of letters takes is a third of it; a page that asks for more is refused.
_MEMORY_BYTES = 2 * 1024 * 1024 * 1024


class Presses:
    """So many processes, to be used in a `with`; they end with whoever began them.

    They import nothing of ours, so that they begin at once and hold nothing but what is printed.
    Orders go to them by their input, and no file lies between.
    """

    def __init__(self, count: int) -> None:
        self._free: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        self._all = [_begun() for _one in range(count)]
        for each in self._all:
            self._free.put(each)
        # A thread waits while a process prints.
        self._threads = ThreadPoolExecutor(count)

    def print(self, order: dict[str, Any]) -> Future[bytes]:
        """The PDF of an order, once a process is free and made it.

        The result raises `CannotCompile` where template and data do not fit, or a process ended.
        """
        return self._threads.submit(self._made, json.dumps(order).encode() + b"\n")

    def _made(self, order: bytes) -> bytes:
        process = self._free.get()
        try:
            return _asked(process, order)
        finally:
            self._free.put(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if error is not None:  # what is being made is made again by the next run
            for each in self._all:
                each.kill()
        self._threads.shutdown(cancel_futures=True)
        for each in self._all:
            each.communicate()


def _begun() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # our own program; the data goes to its input only
        [sys.executable, "-I", press.__file__, str(_MEMORY_BYTES), press.MANY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # The press would take all processors for each file. Ctrl-C goes to us alone.
        env={"RAYON_NUM_THREADS": "1"},
        start_new_session=True,
    )


def _asked(process: subprocess.Popen[bytes], order: bytes) -> bytes:
    into, out = process.stdin, process.stdout
    if into is None or out is None:
        raise press.CannotCompile("the press has no pipes")
    try:
        into.write(order)
        into.flush()
        length = int(out.readline() or 0)
        made = out.read(length)
    except OSError as error:
        raise press.CannotCompile("the press ended") from error
    if not made or len(made) != length:
        raise press.CannotCompile("the press ended, or template and data do not fit")
    return made
