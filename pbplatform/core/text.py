"""What may stand in a name, a title, a line or a text that somebody typed: nothing unseen.

Source: docs/rules/text.md section 1.
"""

from __future__ import annotations

import unicodedata

_ZWNJ, _ZWJ = "\u200c", "\u200d"
# Marks of direction: harmless, and needed in a text of Hebrew or Arabic; a line has its own <bdi>.
_DIRECTION_MARKS = frozenset("\u200e\u200f\u061c")
# Letters and symbols by their class that show nothing.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u034f\ufffc\u180e")
# Alphabets that never need a joiner between letters.
_UNJOINED = ("LATIN", "GREEK", "CYRILLIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "DIGIT")
# More marks on one letter than any alphabet needs grow over the lines beside it.
_MOST_MARKS = 4
_LINE_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def tidy_line(text: str) -> str:
    """One line: composed letters, single blanks, nothing unseen, nothing that turns its direction.

    Line breaks of every kind become a blank. What is left may be empty.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(_seen(text, keep=frozenset()).split())


def tidy_text(text: str) -> str:
    """Words on several lines: as `tidy_line`, with line breaks kept, each as one `\\n`."""
    broken = "".join("\n" if letter in _LINE_BREAKS else letter for letter in _one_break(text))
    kept = _seen(broken, keep=_DIRECTION_MARKS | {"\n"})
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def _one_break(text: str) -> str:
    return text.replace("\r\n", "\n")


def _seen(text: str, *, keep: frozenset[str]) -> str:
    composed = unicodedata.normalize("NFC", text)
    lines = composed.replace("\n", "") if "\n" in keep else composed
    if lines.isascii() and lines.isprintable():
        return composed
    found: list[str] = []
    marks = 0
    for at, letter in enumerate(composed):
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks > _MOST_MARKS:
            continue
        if letter in keep or _is_seen(composed, at):
            found.append(letter)
        elif letter in _LINE_BREAKS or letter == "\t" or letter == "\u2800":
            found.append(" ")
    return "".join(found)


def _is_seen(text: str, at: int) -> bool:
    letter = text[at]
    if letter in (_ZWNJ, _ZWJ):
        return _joins(text, at)
    if _is_variation(letter):
        return at > 0 and _varies(text[at - 1], letter)
    if letter in _BLANK or (ord(letter) & 0xFFFE) == 0xFFFE:
        return False
    # Control, format, surrogate, unassigned, private use, line and paragraph separators.
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands where a script needs it: between letters, or inside one emoji."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before or not after:
        return False
    if text[at] == _ZWJ and _is_picture(before) and _is_picture(after):
        return True
    return _takes_joiners(before) and _takes_joiners(after)


def _takes_joiners(letter: str) -> bool:
    is_part = unicodedata.category(letter)[0] in "LM"
    return is_part and not unicodedata.name(letter, "LATIN").startswith(_UNJOINED)


def _is_picture(letter: str) -> bool:
    is_tone = "\U0001f3fb" <= letter <= "\U0001f3ff"
    return is_tone or letter == "\ufe0f" or unicodedata.category(letter) == "So"


def _is_variation(letter: str) -> bool:
    return "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"


def _varies(before: str, letter: str) -> bool:
    """Emoji or text form of a symbol, or a written form of a Chinese character (in names)."""
    if letter in "\ufe0e\ufe0f":
        return unicodedata.category(before) in {"So", "Sm", "Po", "Nd"}
    return letter >= "\U000e0100" and unicodedata.name(before, "").startswith("CJK")


def from_the_right(text: str) -> str:
    """Plain text for a reader from right to left, line by line.

    Plain text is laid out by its first letter, so a line that begins with a name in other letters
    is marked. Links, and lines without a letter from right to left, stay as they are.
    """
    return "\n".join(_marked(line) for line in text.split("\n"))


def _marked(line: str) -> str:
    ways = [unicodedata.bidirectional(letter) for letter in line]
    strong = [way for way in ways if way in ("L", "R", "AL")]
    begins_left = strong[:1] == ["L"] and len(set(strong)) > 1
    return "\u200f" + line if begins_left else line


def beginning_of(text: str, most: int = 140) -> str:
    """The beginning of what somebody wrote, on one line, ended at a word."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return f"{cut.rsplit(None, 1)[0] if ' ' in cut else cut}…"
