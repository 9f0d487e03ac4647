"""What news is about, in words; each slice says its own."""

from __future__ import annotations

from pbplatform.web.sentences import gettext
from pbplatform.web.slices import news_of


def news_words(purpose: str) -> str:
    """A sentence that says what is told; a plain one where no slice says it any more."""
    news = news_of(purpose)
    return str(news.words) if news else gettext("What changes on this page.")
