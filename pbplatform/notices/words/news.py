"""What slices announce of facts, and the mails that tell them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from pbplatform.core.facts import Audience, FactKind, Topic, kinds_in
from pbplatform.core.mails import MailKind, Payload
from pbplatform.notices.kinds import DIGEST_MAIL, FOLLOW, NEWS_MAIL
from pbplatform.notices.services.following import said_yes
from pbplatform.notices.services.spreading import Known
from pbplatform.web.slices import News, all_slices


def fact_kinds() -> dict[str, FactKind]:
    """All kinds of facts that people may follow, by name."""
    return kinds_in(each.facts for each in all_slices())


def topics() -> dict[str, Topic]:
    """The topic of each kind of fact."""
    return {name: kind.topic for name, kind in fact_kinds().items()}


def _audiences() -> dict[str, Audience]:
    return {name: one for each in all_slices() for name, one in each.audiences.items()}


def known() -> Known:
    """What services need of all that slices announce."""
    return Known(topics(), {name: each.read for name, each in _audiences().items()})


def _line(said: Payload) -> dict[str, Any]:
    """The sentence of one fact, in the language of whoever reads it.

    Raises:
        KeyError: no slice says it any more, or a fact is missing.
    """
    kind = fact_kinds()[said["kind"]]
    facts = said["facts"]
    return {"line": kind.line(facts), "detail": kind.detail(facts), "about": said["about"]}


def _links(payload: Payload) -> dict[str, str]:
    settings = f"notices/{payload['token']}"
    through = payload.get("through", "")
    return {"settings": settings, "stop_it": f"{settings}/stop/{through}" if through else ""}


def _news(payload: Payload) -> dict[str, object]:
    audience = _audiences().get(payload["audience"])
    return {
        **_line(payload),
        **_links(payload),
        "because": str(audience.why) if audience else "",
        "followed": payload["followed"],
    }


def _digest(payload: Payload) -> dict[str, object]:
    lines = [_line(each) for each in payload["lines"]]
    return {**_links(payload), "lines": lines, "more": payload["more"], "often": payload["often"]}


def one_click(payload: Payload) -> str:
    """Path to which a mail program sends a stop without asking (RFC 8058); empty for none."""
    if "token" not in payload or not {"through", "lines"} & payload.keys():
        return ""
    through = payload.get("through", "")
    base = f"notices/{payload['token']}/one-click"
    return f"{base}/{through}" if through else base


MAILS: dict[str, MailKind] = {
    NEWS_MAIL: MailKind("notices/news.txt", _news),
    DIGEST_MAIL: MailKind("notices/digest.txt", _digest),
}

NEWS = {
    FOLLOW: News(words=_l("What happens to a thing that you follow."), confirmed=said_yes),
}
