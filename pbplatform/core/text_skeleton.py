"""What a name looks like, so that nobody can look like somebody who acts for the public.

Source: docs/rules/text.md section 4.
"""

from __future__ import annotations

from pbplatform.core.text_fold import plain

# Letters of other alphabets, and digits, that look like a Latin letter in print or on screens.
_ALIKE = str.maketrans(
    {
        **dict(zip("аеорсухіјѕһԁԛԝв", "aeopcyxijshdqwb", strict=True)),
        **dict(zip("кмнтгпзчґ", "kmhtrn3yr", strict=True)),
        **dict(zip("αβγεηικνορστυχω", "abyenikvopotuxw", strict=True)),
        **{
            "ⅼ": "l",
            "ӏ": "l",
            "ɡ": "g",
            "ɑ": "a",
            "օ": "o",
            "ս": "u",
            "հ": "h",
            "ո": "n",
            "ց": "g",
        },
        **{"ա": "w", "յ": "j", "0": "o", "1": "l", "|": "l", "3": "e", "5": "s", "6": "b"},
        **{
            "8": "b",
            "ı": "i",
            "ᴏ": "o",
            "ꮋ": "h",
            "ⲟ": "o",
            "ᴀ": "a",
            "ᴇ": "e",
            "ѵ": "v",
            "ѡ": "w",
        },
        **{"ь": "b", "л": "n", "и": "u", "я": "r", "э": "e"},
    }
)


def skeleton(name: str) -> str:
    """The same text for all names that a hurried reader takes for one another.

    Blanks, dots, case and accents are nothing; l, I and 1 are one, and so are rn and m.
    """
    letters = plain(name).translate(_ALIKE)
    kept = "".join(letter for letter in letters if letter.isalnum())
    return kept.replace("rn", "m").replace("vv", "w").replace("l", "i")
