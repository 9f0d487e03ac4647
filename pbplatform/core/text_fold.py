"""One way to compare what people type: letter case, accents, dashes and apostrophes aside.

Source: docs/rules/text.md section 2.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

# Letters that do not come apart into a letter and a mark.
LATIN = {
    **{"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"},
    **{"ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e", "ƀ": "b", "ɓ": "b", "ɗ": "d"},
    **{"ƙ": "k", "ƴ": "y", "ɖ": "d", "ɛ": "e", "ɔ": "o", "ǝ": "e", "ɣ": "g", "ʔ": "", "ƒ": "f"},
    **{"ɨ": "i", "ʉ": "u", "ɫ": "l", "ǆ": "dz", "ȷ": "j", "ſ": "s", "ĳ": "ij", "ǳ": "dz"},
    **{"ɲ": "n", "ʃ": "s", "ʒ": "z", "ǥ": "g", "ɍ": "r", "ɏ": "y", "ɇ": "e", "ⱥ": "a", "ⱦ": "t"},
    **{"ƈ": "c", "ƥ": "p", "ƭ": "t", "ʋ": "v", "ƶ": "z", "ȼ": "c", "ɵ": "o", "ɪ": "i", "ʊ": "u"},
}
# Arabic letters that are written in more than one way.
_ARABIC = {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا", "ـ": ""}
_TABLE = str.maketrans(LATIN | _ARABIC)
_COMMON = 0x3000  # alphabets end here, and the many signs of East Asia begin
APOSTROPHES = frozenset("'`´‘’‚‛ʻʼʽʾʿˈˊˋ′‵ʹ＇ꞌ׳՚")
# Marks that may be left out when one types; those of Indian scripts are vowels and stay.
_MARKS = (range(0x0300, 0x0370), range(0x0591, 0x05C8), range(0x0610, 0x061B))
_MORE_MARKS = (range(0x064B, 0x0660), range(0x0670, 0x0671), range(0x1AB0, 0x1B00))


def _is_mark(letter: str) -> bool:
    return any(ord(letter) in marks for marks in (*_MARKS, *_MORE_MARKS))


class _Letters(dict[int, str]):
    """What becomes of each letter, worked out once for those of common alphabets."""

    def __init__(self, becomes: Callable[[str], str]) -> None:
        super().__init__()
        self._becomes = becomes

    def __missing__(self, code: int) -> str:
        found = self._becomes(chr(code))
        if code < _COMMON:
            self[code] = found
        return found


def _seen(letter: str) -> str:
    hidden = _is_mark(letter) or letter in APOSTROPHES or unicodedata.category(letter) == "Cf"
    return "" if hidden else letter


def plain(text: str) -> str:
    """Small letters without accents, full width or apostrophes; other alphabets stay."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    apart = unicodedata.normalize("NFKD", apart).translate(_TABLE)
    return unicodedata.normalize("NFC", apart.translate(_SEEN))


def fold(text: str) -> str:
    """`L'Étang - ŻÓŁTY` as `letang zolty`: what is searched, and what is searched for."""
    return " ".join(plain(text).translate(_SEARCHED).split())


def _kept(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    return letter if kind[0] in "LM" or kind in {"So", "Sm", "Sc", "No", "Nl"} else " "


_SEEN, _SEARCHED = _Letters(_seen), _Letters(_kept)


def ascii_digits(text: str) -> str:
    """Digits of every alphabet as 0 to 9."""
    return "".join(
        str(unicodedata.decimal(letter)) if unicodedata.category(letter) == "Nd" else letter
        for letter in text
    )


def base_letter(letter: str) -> str:
    """A letter without its hook, tail or stroke: `ƚ` as `l`, `ړ` as `ر`.

    Its Unicode name says which one that is. Small capitals are small letters; any other letter
    stays as it is.
    """
    name = unicodedata.name(letter, "").partition(" WITH ")[0].replace("LETTER SMALL CAPITAL", "")
    name = name.replace("LATIN  ", "LATIN SMALL LETTER ")
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return letter
