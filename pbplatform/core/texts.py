"""Public texts that can be reported, hidden and restored: each slice announces its own kinds.

`moderation` knows no other slice. It finds a text by its path through the kinds announced here,
and changes it by their `replace`. Source: docs/rules/moderation.md section 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

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
        group: the part with which it goes, such as a picture with its description.
    """

    name: str
    words: str
    version: int = 0
    longest: int | None = None
    is_file: bool = False
    group: str = ""

    @property
    def part(self) -> str:
        """What people choose when this shall go."""
        return self.group or self.name

    @property
    def key(self) -> tuple[str, int]:
        return (self.name, self.version)


@dataclass(frozen=True)
class FoundText:
    """A text as it stands now.

    Attributes:
        path: of this text and no other; of what has a page, as log and links name it.
        number: what people call it by: `5`, or a day.
        fields: all its parts that hold words, in the order of the page.
        authors: accounts of those who wrote it, as far as they have one.
        url: its public page; empty where it has none of its own.
        scope: facilitators whose scope covers this one decide.
        is_public: whether everybody may read it.
        is_sealed: its words also stand on a ballot that cannot change any more.
        subject: how the log names it, where that is not its path.
    """

    path: str
    number: str
    fields: tuple[TextField, ...]
    authors: frozenset[int]
    url: str
    scope: str
    is_public: bool = True
    is_sealed: bool = False
    subject: str = ""

    @property
    def in_log(self) -> str:
        return self.subject or self.path


Find = Callable[[Session, re.Match[str]], FoundText | None]
Forget = Callable[[Session, re.Match[str]], None]
Replace = Callable[[Session, re.Match[str], TextField], None]


@dataclass(frozen=True)
class TextKind:
    """One kind of text that a slice owns, or what it adds to a text of a lower slice.

    Attributes:
        name: `idea`; a slice that adds parts to a kind of a lower slice uses that kind's name.
        path: pattern of the whole path of such a text.
        label: how people call one, with `%(n)s` for its number; translated when it is shown.
        fields: its parts, as people call them.
        find: the text with this path, or the parts that are added; None when there is none. It need
            not be public. The path may lead to a text of another kind.
        replace: writes the words of one part, and mends what follows from them. Empty words of a
            file take the file away from the text.
        is_address: whether its path is an address that everybody may know.
        forget: empties what erased words could be tried against, such as the salt of their hash.
    """

    name: str
    path: str
    label: object
    fields: Mapping[str, object]
    find: Find = field(repr=False)
    replace: Replace = field(repr=False)
    is_address: bool = True
    forget: Forget | None = field(default=None, repr=False)

    def called(self, number: str) -> str:
        """`Idea 5`, in the language of the reader."""
        return str(self.label) % {"n": number}


_KINDS: list[TextKind] = []


def announce_texts(kinds: Iterable[TextKind]) -> None:
    """Make the kinds of a slice known."""
    _KINDS.extend(kind for kind in kinds if kind not in _KINDS)


def kinds_of(path: str) -> list[tuple[TextKind, re.Match[str]]]:
    """The kinds of the text at a path, the owner first, and what the path names."""
    tried = ((kind, re.fullmatch(kind.path, path)) for kind in _KINDS)
    return [(kind, named) for kind, named in tried if named]


def kind_named(name: str) -> TextKind | None:
    """The kind as its owner announces it."""
    return next((kind for kind in _KINDS if kind.name == name), None)


def kind_of(path: str) -> str:
    """The name of the kind at a path.

    Raises:
        KeyError: no text can be there.
    """
    known = kinds_of(path)
    if not known:
        raise KeyError(path)
    return known[0][0].name


def is_address(path: str) -> bool:
    """Whether a text with such a path can be asked for by everybody."""
    known = kinds_of(path)
    return bool(known) and known[0][0].is_address


def field_words(kind: str, name: str) -> str:
    """How people call a part of a text."""
    for each in _KINDS:
        if each.name == kind and name in each.fields:
            return str(each.fields[name])
    return name


def find_text(session: Session, path: str) -> FoundText | None:
    """The text at a path, public or not, with what higher slices add; None when there is none.

    A path that leads to another text gives that one, public where both are.
    """
    known = kinds_of(path)
    text = known[0][0].find(session, known[0][1]) if known else None
    if text is None:
        return None
    if text.path != path:
        meant = find_text(session, text.path)
        return meant and replace(meant, is_public=text.is_public and meant.is_public)
    added = [kind.find(session, named) for kind, named in known[1:]]
    more = tuple(part for each in added if each is not None for part in each.fields)
    return replace(text, fields=text.fields + more)


def leads_to(path: str, *, is_public: bool) -> FoundText:
    """What a kind finds whose path leads to the text at another path."""
    return FoundText(path, "", (), frozenset(), "", "", is_public=is_public)


def write_part(session: Session, path: str, part: TextField) -> None:
    """Write the words of one part of a text.

    Raises:
        KeyError: no kind has such a part.
    """
    for kind, named in kinds_of(path):
        if part.name in kind.fields:
            kind.replace(session, named, part)
            return
    raise KeyError(part.name)
