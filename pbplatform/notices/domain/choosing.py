"""How often one fact is told to one address, of all that it chose.

Source: docs/rules/notices.md sections 7 and 8.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from pbplatform.core.facts import Topic
from pbplatform.notices.kinds import OWN, Often

# What somebody chose, from when on; for a topic, their own things, or the path of one thing.
Choice = tuple[str, datetime, str]

_SOONEST = (Often.NOW, Often.DAILY, Often.WEEKLY)

# What matters most stands first; the subject of a digest is its first line.
ORDER = (
    Topic.RESULTS,
    Topic.VOTING,
    Topic.ANSWERS,
    Topic.BUILDING,
    Topic.IDEAS,
    Topic.MEETINGS,
    Topic.WORDS,
)


def held_at(choices: Iterable[Choice], at: datetime) -> dict[str, Often]:
    """What held at an instant: of each thing the newest choice that was made by then."""
    held: dict[str, tuple[datetime, str]] = {}
    for what, since, often in choices:
        if since <= at and (what not in held or held[what][0] <= since):
            held[what] = (since, often)
    return {what: Often(often) for what, (_since, often) in held.items() if often}


def how_often(
    held: Mapping[str, Often], *, topic: Topic, about: str, follows: Collection[str], own: bool
) -> Often:
    """How often this address hears of a fact; `NEVER` where nothing is to be sent.

    Args:
        held: its choices at the instant of the fact.
        about: path of the thing that the fact is about.
        follows: paths it follows, of those that the fact is told to.
        own: whether the fact concerns it anyway.
    """
    by_topic = held.get(topic)
    if Often.NEVER in (by_topic, held.get(about)):
        return Often.NEVER
    said = {by_topic or held.get(path, Often.WEEKLY) for path in follows}
    if own:
        said.add(held.get(OWN, Often.NOW))
    return next((often for often in _SOONEST if often in said), Often.NEVER)
