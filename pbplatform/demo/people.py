"""The people of Hackford and their roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pbplatform.accounts import services as accounts
from pbplatform.demo.world import OPERATOR, Act, World, at
from pbplatform.places import services as places

UNTIL = at("2029-12-31 18:00")
TEAMS = ("Environment", "Parks", "Highways", "Libraries and culture")
AREAS = ("North", "Central", "South", "East")


@dataclass(frozen=True)
class Role:
    """A role of somebody, with the post the public knows."""

    role: str
    scope: str
    title: str = ""


# Those a visitor can be, in the order of the list; the first is who one is at the start.
PERSONAS = {
    "rosa": ("Rosa Marsh", "a resident"),
    "amina": ("Amina Hassan", "a delegate"),
    "tom": ("Tom Bright", "an official"),
    "bea": ("Bea Okoro", "the facilitator"),
    "carla": ("Carla Diaz", "the clerk"),
    "ines": ("Ines Novak", "the auditor"),
    "joan": ("Joan Barker", "a second clerk"),
    "grace": ("Grace Obi", "a trustee"),
    "peter": ("Peter Lund", "a second trustee"),
}
# Those of them who have a letter of their own, in the order of their numbers on a roll.
ON_ROLL = tuple(key for key in PERSONAS if key not in ("grace", "peter"))
OTHERS = {
    "nadia": "Nadia Khan",
    "george": "George Ellis",
    "priya": "Priya Shah",
    "sam": "Sam Turner",
    "leila": "Leila Aziz",
    "owen": "Owen Price",
    "nina": "Nina Wolf",
    "raj": "Raj Patel",
    "ella": "Ella Stone",
    "ruth": "Cllr Ruth Adeyemi",
    "kofi": "Kofi Mensah",
    "mei": "Mei Lin",
    "tariq": "Tariq Aziz",
}
ROLES = {
    "bea": (Role("facilitator", "place", "Facilitator"),),
    "carla": (Role("clerk", "place", "Elections clerk"),),
    "ines": (Role("auditor", "place", "Auditor"),),
    # Whoever gives papers out logs none that comes back, so there is another clerk.
    "joan": (Role("clerk", "place", "Post room"),),
    "tom": (Role("official", "team:environment", "Street services manager"),),
    "nina": (Role("official", "team:parks", "Head of Parks"),),
    "raj": (Role("official", "team:highways", "Highways engineer"),),
    "ella": (Role("official", "team:libraries-and-culture", "Libraries manager"),),
    "ruth": (Role("elected", "team:environment", "Cabinet member for environment"),),
}


# Who answers for a team.
OFFICIALS = {
    "environment": "tom",
    "parks": "nina",
    "highways": "raj",
    "libraries-and-culture": "ella",
}


def label_of(key: str) -> str:
    """`Rosa, a resident`: how the list of people names somebody."""
    name, what = PERSONAS[key]
    return f"{name.split()[0]}, {what}"


def make_place(world: World, now: datetime) -> None:
    """Hackford, its areas, teams and holiday table."""
    with world.write() as session:
        places.create_place(
            session,
            actor=OPERATOR,
            facts=places.PlaceFacts(
                name="Hackford",
                timezone="Europe/London",
                currency_code="GBP",
                currency_exponent=2,
                languages=("en",),
                help_line="Call 020 7946 0123, 9am to 8pm, or ask at Fenn Library.",
            ),
            now=now,
        )
        places.freeze_calendar(
            session, actor=OPERATOR, region="GB-ENG", first_year=2025, last_year=2030, now=now
        )
        for area in AREAS:
            found = places.add_area(session, actor=OPERATOR, name=area, now=now)
            world.ids[f"area:{area}"] = found.id
        for team in TEAMS:
            made = places.add_team(session, actor=OPERATOR, name=team, now=now)
            world.ids[f"team:{made.slug}"] = made.id


def make_people(world: World, now: datetime) -> None:
    """Accounts of everybody, and the roles of those who have one."""
    names = {key: name for key, (name, _what) in PERSONAS.items()} | OTHERS
    with world.write() as session:
        for key, name in names.items():
            account = accounts.ensure_account(session, email=f"{key}@hackford.example", name=name)
            world.accounts[key] = account.id
            world.names[key] = name
        for key, roles in ROLES.items():
            for role in roles:
                grant(world, session, key, role, now)
    world.officials.update(OFFICIALS)


def grant(world: World, session: object, key: str, role: Role, now: datetime) -> None:
    """Give somebody a role until the end of 2029."""
    accounts.grant_role(
        session,  # type: ignore[arg-type]
        actor=OPERATOR,
        account_id=world.accounts[key],
        role=role.role,
        scope=role.scope,
        title=role.title,
        expires_at=UNTIL,
        now=now,
    )


def acts() -> list[Act]:
    return [
        Act(at("2025-09-01 09:00"), make_place),
        Act(at("2025-09-01 09:05"), make_people),
    ]
