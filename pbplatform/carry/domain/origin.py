"""A thing that can become an idea of a round, with all that goes along.

Source: docs/rules/thread.md section 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pbplatform.carry.kinds import OriginKind, Stands
from pbplatform.proposals.kinds import NameShown


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A point, an idea or a project as it stands now.

    Attributes:
        id: of its row.
        path: as links and log name it.
        number: what people call it by.
        owners: accounts of those who may carry it as its authors.
        owner: whose the idea is where staff carries it for them; None where nobody has an account.
        credit: the name or names that stand there, for an idea without an account.
        name_shown: how the owner is shown there.
        staff: the scope of the committee whose delegates may carry it; empty for none.
        round_id: its own round, into which it does not go; None for a point.
        stands: whether it can be carried now, and if not, why.
        relations: answers to the relationship questions by code, without `people`.
    """

    kind: OriginKind
    id: int
    path: str
    number: int
    title: str
    text: str
    area_id: int | None = None
    spot: str = ""
    who_benefits: str = ""
    photo: bytes | None = None
    photo_alt: str = ""
    relations: Mapping[str, Any] = field(default_factory=dict)
    people: str = ""
    language: str = "en"
    owners: frozenset[int] = frozenset()
    owner: int | None = None
    credit: str = ""
    name_shown: str = NameShown.NONE
    staff: str = ""
    round_id: int | None = None
    stands: Stands = Stands.FREE


@dataclass(frozen=True, kw_only=True)
class NewWords:
    """What whoever carries it wants the new idea to say.

    Attributes:
        name_shown: how its author is shown; only an author's own choice counts.
    """

    title: str
    text: str
    area_id: int | None = None
    spot: str = ""
    name_shown: str = NameShown.NONE
    keeps_picture: bool = True
    keeps_answers: bool = True
