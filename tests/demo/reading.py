"""Reading pages of the demonstration and their figures."""

from __future__ import annotations

import re
from html import unescape

from flask import Flask

FIGURE = re.compile(r"<dt>(.*?)</dt>\s*<dd>([\d,]+)</dd>", re.DOTALL)


def page_of(hackford: Flask, url: str) -> str:
    """A page on one line: where its lines are broken nobody sees."""
    answer = hackford.test_client().get(url)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def figures(page: str) -> dict[str, int]:
    return {
        unescape(words).strip(): int(number.replace(",", ""))
        for words, number in FIGURE.findall(page)
    }
