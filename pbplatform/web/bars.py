"""Bars of commands: one for each part of a long act, with rate and time left.

Source: docs/rules/running.md section 8.
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from tqdm import tqdm

from pbplatform.core.progress import Progress, untold

_TOLD_IN = 0.5  # seconds between two looks of somebody who waits


class Bars:
    """Shows each part of an act as it begins; to be used in a `with`.

    Attributes:
        hidden: True shows nothing, False shows always, None on a terminal only.
    """

    def __init__(self, *, hidden: bool | None = None) -> None:
        self.hidden = hidden
        self._bar: tqdm[Any] | None = None

    def __enter__(self) -> Bars:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        self._end()

    def __call__(self, part: str, whole: int) -> Progress:
        """The part that begins, and how many things it has; none of nothing is shown."""
        self._end()
        if self.hidden or not whole:
            return untold
        bar = self._bar = tqdm(
            total=whole,
            desc=part,
            unit="row",
            disable=self.hidden,
            mininterval=_TOLD_IN,
            file=sys.stderr,
            dynamic_ncols=True,
        )

        def tell(done: int) -> None:
            bar.update(done)

        return tell

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
