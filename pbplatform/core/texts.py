"""Public texts that can be reported, hidden and restored: each slice announces its own kinds.

`moderation` knows no other slice. It finds a text by its path through the kinds announced here,
and changes it by their `replace`. Source: docs/rules/moderation.md section 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

MARK = "[…]"
"""What stands where words went."""


@dataclass(frozen=True)
class TextField:
    """One part of a text, as it stands now.

    Attributes:
        name: of the part; its words for people are in `TextKind.fields`.
        words: what stands there; of a file its SHA-256 in hex.
        version: of texts that have versions; 0 for others.
        longest: letters that its column takes; None for any number.
        is_file: an uploaded file: it is hidden as a whole or not at all.
    """

    name: str
    words: str
    version: int = 0
    longest: int | None = None
    is_file: bool = False

    @property
    def key(self) -> tuple[str, int]:
        return (self.name, self.version)


@dataclass(frozen=True)
class FoundText:
    """A text as it stands now.

    Attributes:
        path: as log and links name it.
        number: what people call it by: `5`, or a day.
        fields: all its parts that hold words, in the order of the page.
        authors: accounts of those who wrote it, as far as they have one.
        url: its public page; empty where it has none of its own.
        scope: facilitators whose scope covers this one decide.
        is_public: whether everybody may read it.
        is_sealed: its words also stand on a ballot that cannot change any more.
    """

    path: str
    number: str
    fields: tuple[TextField, ...]
    authors: frozenset[int]
    url: str
    scope: str
    is_public: bool = True
    is_sealed: bool = False


Find = Callable[[Session, re.Match[str]], FoundText | None]
Replace = Callable[[Session, re.Match[str], TextField], None]


@dataclass(frozen=True)
class TextKind:
    """One kind of text that a slice owns.

    Attributes:
        name: `idea`.
        path: pattern of the whole path of such a text.
        label: how people call one, with `%(n)s` for its number; translated when it is shown.
        fields: its parts, as people call them.
        find: the text with this path; None when there is none. It need not be public.
        replace: writes the words of one part, and mends what follows from them. Empty words of a
            file take the file away from the text.
    """

    name: str
    path: str
    label: object
    fields: Mapping[str, object]
    find: Find = field(repr=False)
    replace: Replace = field(repr=False)

    def called(self, number: str) -> str:
        """`Idea 5`, in the language of the reader."""
        return str(self.label) % {"n": number}


_KINDS: dict[str, TextKind] = {}


def announce_texts(kinds: Iterable[TextKind]) -> None:
    """Make the kinds of a slice known.

    Raises:
        ValueError: two slices use one name.
    """
    for kind in kinds:
        if _KINDS.setdefault(kind.name, kind) is not kind:
            raise ValueError(f"two kinds of text are called {kind.name}")


def text_kinds() -> Mapping[str, TextKind]:
    """All kinds by name, those of the lowest slice first."""
    return _KINDS


def kind_of(path: str) -> tuple[TextKind, re.Match[str]] | None:
    """The kind of the text at a path, and what the path names; None where no text can be."""
    for kind in _KINDS.values():
        if named := re.fullmatch(kind.path, path):
            return kind, named
    return None


def find_text(session: Session, path: str) -> FoundText | None:
    """The text at a path, public or not; None when there is none."""
    known = kind_of(path)
    return known[0].find(session, known[1]) if known else None
