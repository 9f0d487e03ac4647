"""How residents reach a team, said in public. Source: docs/rules/places.md section 6."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.text import tidy_line
from pbplatform.places.kinds import PlaceLog
from pbplatform.places.models import Team
from pbplatform.places.policies import refuse_to_change_place
from pbplatform.places.services.names import part_by_slug

_PAGE = re.compile(r"https?://[^\s/?#@]+\.[^\s@]+", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[^\s@<>,;:\"()]+")
LETTERS = {"site": 300, "phone": 60, "email": 254}
_LEAST_DIGITS = 3


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """Ways to reach a team; empty where there is none. They are the team's, not one person's."""

    site: str = ""
    phone: str = ""
    email: str = ""


def facts_of_contact(team: Team) -> Facts:
    """What the page shows before it is changed."""
    return dict(team.contact)


def set_team_contact(
    session: Session, *, actor: ActorRef, slug: str, facts: ContactFacts, seen: str, now: datetime
) -> None:
    """Say how residents reach a team. The log tells what changed, never a number or an address.

    Raises:
        NotFound: there is no such team.
        NotAllowed: not the place's facilitator.
        Conflict: no page, number or address could look like this, or nothing differs.
        ChangedMeanwhile: somebody changed it since the page was shown.
    """
    if refusal := refuse_to_change_place(actor):
        raise refusal
    team = part_by_slug(session, "teams", slug, lock=True)
    if not isinstance(team, Team):
        raise NotFound("team.not_found")
    require_same(seen, facts_of_contact(team))
    told = {name: tidy_line(words) for name, words in asdict(facts).items()}
    _refuse_odd(told)
    changed = [name for name, words in told.items() if words != team.contact[name]]
    if not changed:
        raise Conflict("contact.is_the_same", field="site")
    team.contact_site, team.contact_phone = told["site"], told["phone"]
    team.contact_email = told["email"]
    audit.record(
        session,
        PlaceLog.TEAM_CONTACT_SET,
        actor=actor,
        subject=f"teams/{team.slug}",
        now=now,
        name=team.name,
        ways=changed,
    )


def _refuse_odd(told: dict[str, str]) -> None:
    for name, words in told.items():
        if len(words) > LETTERS[name]:
            raise Conflict("contact.too_long", field=name, most=LETTERS[name])
    if told["site"] and not _PAGE.fullmatch(told["site"]):
        raise Conflict("contact.no_site", field="site")
    if told["phone"] and sum(letter.isdigit() for letter in told["phone"]) < _LEAST_DIGITS:
        raise Conflict("contact.no_number", field="phone")
    if told["email"] and not _EMAIL.fullmatch(told["email"]):
        raise Conflict("contact.no_address", field="email")
