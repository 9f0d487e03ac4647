"""What changed from one text to the next, paragraph by paragraph and word by word. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pbplatform.core.words_diff import Piece, difference
from pbplatform.forums.domain.correcting import paragraphs

# Comparing takes the square of what differs; longer passages are shown whole, before and after.
_MOST_WORDS = 1_500
_MOST_PARAGRAPHS = 1_500


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of before and now together, in reading order."""

    pieces: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        return all(piece.kind == "same" for piece in self.pieces)


def changes(before: str, now: str) -> list[Paragraph]:
    """The two texts as one, paragraph by paragraph."""
    old, new = paragraphs(before), paragraphs(now)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    middle = _between(old[head : len(old) - tail], new[head : len(new) - tail])
    return [*_same(old[:head]), *middle, *_same(old[len(old) - tail :])]


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many paragraphs are the same from the beginning."""
    count = 0
    for before, now in zip(old, new, strict=False):
        if before != now:
            break
        count += 1
    return count


def _same(texts: Sequence[str]) -> list[Paragraph]:
    return [Paragraph((Piece("same", text),)) for text in texts]


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    if max(len(old), len(new)) > _MOST_PARAGRAPHS:
        yield from _side_by_side(old, new)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from _same(old[i1:i2])
        else:
            yield from _side_by_side(old[i1:i2], new[j1:j2])


def _side_by_side(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    """Paragraphs that took each other's place, then those that only one side has."""
    both = min(len(old), len(new))
    for before, now in zip(old, new, strict=False):
        yield Paragraph(tuple(_by_word(before, now)))
    for text in old[both:]:
        yield Paragraph((Piece("removed", text),))
    for text in new[both:]:
        yield Paragraph((Piece("added", text),))


def _by_word(before: str, now: str) -> list[Piece]:
    if max(len(before.split()), len(now.split())) > _MOST_WORDS:
        return [Piece("removed", before), Piece("added", now)]
    return difference(before, now)


def near_changes(found: Sequence[Paragraph], *, beside: int = 1) -> list[Paragraph | None]:
    """The paragraphs that changed with their neighbours; None where others were left out."""
    near = {
        at + step
        for at, each in enumerate(found)
        if not each.is_same
        for step in range(-beside, beside + 1)
    }
    shown: list[Paragraph | None] = []
    for at, each in enumerate(found):
        if at in near:
            shown.append(each)
        elif not shown or shown[-1] is not None:
            shown.append(None)
    return shown
