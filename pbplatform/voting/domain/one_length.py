"""Pages that show choices have one length, whatever was chosen.

Encryption hides what a page says and not how long it is: a bill of two projects is told from one
of five, and titles have their own lengths. Source: docs/rules/voting.md section 2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Chosen = TypeVar("Chosen")

# More than the sentences differ that stand on a page for nothing, for one or for many projects.
SPARE_BYTES = 2048
STEP_BYTES = 1024
# More than an answer to a code needs where a ballot names a hundred projects.
ANSWER_BYTES = 32 * 1024


def one_length(render: Callable[[Chosen], str], chosen: Chosen, everything: Chosen) -> str:
    """The page for `chosen`, as long as the page for any other choice.

    Args:
        render: makes the page for a ballot; called for the fullest one too, which has the longest
            page there is.
        everything: a ballot that names every project.
    """
    page = render(chosen)
    size, longest = len(page.encode()), len(render(everything).encode()) + SPARE_BYTES
    length = -(-max(longest, size) // STEP_BYTES) * STEP_BYTES
    return page + " " * (length - size)


def in_blocks(page: str, block_bytes: int = ANSWER_BYTES) -> str:
    """An answer to a tracker, filled to whole blocks: nearly every answer is one block long."""
    return page + " " * (-len(page.encode()) % block_bytes)
