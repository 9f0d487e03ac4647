"""The one way in which words become part of an address.

Source: docs/rules/text.md section 3.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from pbplatform.core.text_fold import LATIN, base_letter, fold

_CYRILLIC = {
    **dict(zip("абвгдезийклмнопрстуфыэіїєґў", "abvgdezijklmnoprstufyeiiegu", strict=True)),
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": ""},
    **{"ю": "yu", "я": "ya", "ё": "e", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj"},
    **{"џ": "dz", "ѕ": "dz", "қ": "q", "ң": "n", "ғ": "g", "ү": "u", "ұ": "u", "ө": "o", "һ": "h"},
    **{
        "ә": "a",
        "ӕ": "ae",
        "ҡ": "q",
        "ҷ": "j",
        "ҳ": "h",
        "ҥ": "ng",
        "ҩ": "o",
        "ҽ": "ch",
        "ӡ": "dz",
    },
    **{"ҵ": "ts", "ԝ": "w", "ԛ": "q", "ӏ": "", "ѣ": "e", "ѳ": "f", "ѵ": "i", "ѡ": "o", "ѫ": "u"},
    **{"ѧ": "ya", "ѭ": "yu", "ѩ": "ya", "ѯ": "ks", "ѱ": "ps", "ѥ": "e"},
}
_GREEK = {
    **dict(zip("αβγδεζηικλμνξοπρστυφω", "avgdeziiklmnxoprstyfo", strict=True)),
    **{"θ": "th", "χ": "ch", "ψ": "ps", "ϝ": "w", "ϙ": "q", "ϳ": "j"},
}
_HEBREW = dict(zip("אבגדהוזחטיכךלמםנןסעפףצץקרשת", "abgdhvzhtykklmmnnsappzzqrst", strict=True))
_YIDDISH = {"װ": "v", "ױ": "oy", "ײ": "ey"}
_ARABIC = {
    **dict(zip("ابتجحدرزسصضطظعفقكلمنهوي", "abtjhdrzssdtzafqklmnhwy", strict=True)),
    **{"ث": "th", "خ": "kh", "ذ": "dh", "ش": "sh", "غ": "gh", "ء": "", "پ": "p", "چ": "ch"},
    **{"ژ": "zh", "گ": "g", "ھ": "h", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n", "ے": "e", "ہ": "h"},
    **{"ې": "e", "ە": "e", "ۆ": "o", "ۇ": "u", "ۈ": "u", "ۋ": "v", "ۅ": "o", "ۉ": "u", "ڭ": "ng"},
    **{"ڤ": "v", "ٻ": "b", "ڀ": "b", "ٺ": "t", "ٽ": "t", "ٿ": "t", "ڦ": "p", "ڃ": "ny", "ڄ": "dy"},
    **{"ڇ": "ch", "ڌ": "d", "ڊ": "d", "ڍ": "d", "ڏ": "d", "ڪ": "k", "ڳ": "g", "ڱ": "ng", "ڻ": "n"},
    **{
        "ډ": "d",
        "ټ": "t",
        "ځ": "dz",
        "څ": "ts",
        "ږ": "zh",
        "ښ": "sh",
        "ٸ": "y",
        "ٶ": "w",
        "ٵ": "a",
    },
}
_LATIN = {"ȣ": "ou", "ƣ": "gh", "ȝ": "y", "ƿ": "w", "ɂ": "", "ʌ": "a", "ʊ": "u", "ɩ": "i", "ɑ": "a"}
_LETTERS = _LATIN | _CYRILLIC | _GREEK | _HEBREW | _YIDDISH | _ARABIC
LONGEST = 60
# What stands in our addresses where another address has a slug: nothing of people is named so.
FIXED_PARTS = frozenset(
    {"new", "files", "small", "backs", "end", "go-on", "name", "rounds", "told", "withdraw"}
)
_NUMBERED = re.compile(r"([0-9]{1,9})(?:-.*)?", re.DOTALL)


@lru_cache(maxsize=4096)  # the same titles stand in the addresses of page after page
def _letters(text: str) -> str:
    return "".join(letter if letter.isascii() else _letter(letter) for letter in fold(text))


def _letter(letter: str) -> str:
    """In a to z, else the letter itself; of one with a hook or tail, the letter without it."""
    if letter in _LETTERS:
        return _LETTERS[letter]
    base = base_letter(letter)
    return LATIN.get(base) or _LETTERS.get(base, base if base.isascii() else letter)


def slug(text: str, longest: int = LONGEST) -> str:
    """`Żółty płot na Łąkowej` as `zolty-plot-na-lakowej`, `Парк 2` as `park-2`.

    Empty where no letter of our tables and no digit is left.
    """
    return re.sub(r"[^a-z0-9]+", "-", _letters(text))[:longest].strip("-")


def own_slug(name: str) -> str:
    """As `slug`, for an address without a number: never empty while there is a letter or digit.

    A name with letters that our tables cannot write ends in a part of its own SHA-256, so that two
    of them differ and the same one gives the same address. What our own addresses use stays ours:
    `New` as `new-0`.
    """
    kept, words = slug(name), _letters(name)
    if kept in FIXED_PARTS:  # a form stands at that address
        return f"{kept}-0"
    if any(letter.isalnum() and not letter.isascii() for letter in words):
        own = hashlib.sha256(words.encode()).hexdigest()[:8]
        kept = f"{kept[:50].strip('-')}-{own}".strip("-")
    return kept


def numbered(number: int, title: str) -> str:
    """`31-bins-sidings-row`: the number is the key, the words are decoration (ruling 5)."""
    words = slug(title)
    return f"{number}-{words}" if words else str(number)


def number_of(text: str) -> int | None:
    """The number at the front of `31-whatever-stands-here`; None when there is none."""
    found = _NUMBERED.fullmatch(text)
    return int(found[1]) if found else None
