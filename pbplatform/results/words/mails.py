"""Mails about a result, and to whoever objected to one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _l

from pbplatform.core.mails import MailKind, Payload, Shows, instant, showing
from pbplatform.results.kinds import OBJECTOR_NEWS
from pbplatform.results.words.facts import outcome_line
from pbplatform.results.words.objections import verdict_words
from pbplatform.web.slices import News

_PARTS = "results/"


def _instant(text: str) -> datetime | None:
    return instant(text) if text else None


def _result(fact: str, *names: str) -> MailKind:
    """A mail to an author; each shows the round and its two days, and leads to the result."""
    shows = showing("round", "path", *names, objections=_instant, due=_instant)
    return MailKind(f"{_PARTS}{fact}.txt", shows)


def _own_page(payload: Payload) -> str:
    """The page of somebody without an account: only the link in their mail leads there."""
    token = payload.get("token")
    return f"/{payload['path'].rpartition('/')[0]}/own/{token}" if token else ""


def _to_objector(shows: Shows) -> Shows:
    return lambda payload: {**shows(payload), "yours": _own_page(payload)}


def _send_it(payload: Payload) -> dict[str, object]:
    path = f"/{payload['path']}/results/objections/new/send/{payload['token']}"
    return {"round": payload["round"], "path": path}


def _provisional(payload: Payload) -> Mapping[str, object]:
    """With what became of the reader's own projects; mails of before carry none."""
    own = [outcome_line(each) for each in payload.get("yours", [])]
    return {**_result("provisional").shows(payload), "yours": own}


MAILS: dict[str, MailKind] = {
    "results:provisional": MailKind(f"{_PARTS}provisional.txt", _provisional),
    "results:certified": _result("certified"),
    "results:displaced": _result("displaced", "title", "number"),
    "results:wins_now": _result("wins_now", "title", "number"),
    "results:send_objection": MailKind(f"{_PARTS}send_objection.txt", _send_it),
    "results:objection_sent": MailKind(
        f"{_PARTS}objection_sent.txt",
        _to_objector(showing("number", "round", "path", due=_instant)),
    ),
    "results:objection_answered": MailKind(
        f"{_PARTS}objection_answered.txt",
        _to_objector(showing("number", "round", "path", "words", verdict=verdict_words)),
    ),
}
NEWS: dict[str, News] = {OBJECTOR_NEWS: News(_l("What comes of your objection to a count."))}
