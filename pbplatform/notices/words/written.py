"""What a notice by a facilitator says to those who follow."""

from __future__ import annotations

from collections.abc import Mapping

from pbplatform.core.facts import FactKind, Topic
from pbplatform.core.mails import Payload
from pbplatform.notices.kinds import NOTICE_FACT
from pbplatform.web.sentences import gettext


def notice_line(payload: Payload) -> str:
    """Its title in a sentence: the subject of the mail, and the line of a digest."""
    if payload.get("taken_back"):
        return str(gettext("A notice was taken back: “%(title)s”.", title=payload["title"]))
    return str(gettext("A facilitator writes: “%(title)s”.", title=payload["title"]))


FACTS: Mapping[str, FactKind] = {
    NOTICE_FACT: FactKind(Topic.WORDS, notice_line, lambda payload: str(payload["words"])),
}
