"""Facts that people may follow, in one sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from pbplatform.core.facts import FactKind, Topic
from pbplatform.core.mails import Payload
from pbplatform.web.sentences import gettext


def _confirmed(payload: Payload) -> str:
    return str(
        gettext(
            "%(team)s changed a decision because of “%(title)s”.",
            team=payload["team"],
            title=payload["title"],
        )
    )


FACTS: Mapping[str, FactKind] = {"changes:confirmed": FactKind(Topic.ANSWERS, _confirmed)}
