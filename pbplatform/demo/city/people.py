"""Wards, teams, residents and staff of the city, beside those of the town."""

from __future__ import annotations

from datetime import datetime, timedelta

from pbplatform.accounts import services as accounts
from pbplatform.demo.city.names import TEAMS, WARDS, dice_of, people
from pbplatform.demo.people import Role, grant
from pbplatform.demo.world import OPERATOR, World
from pbplatform.places import services as places
from pbplatform.places.services import make_slug


def make_wards(world: World, now: datetime) -> None:
    """Twelve wards, eight teams, and for each team who leads it and who was elected for it."""
    with world.batch() as session:
        for ward in WARDS:
            area = places.add_area(session, actor=OPERATOR, name=ward, now=now)
            world.ids[f"area:{ward}"] = area.id
        staff: list[tuple[str, Role]] = []
        for name, post in TEAMS:
            team = places.add_team(session, actor=OPERATOR, name=name, now=now)
            scope = f"team:{team.slug}"
            world.ids[scope] = team.id
            world.officials[team.slug] = f"lead:{team.slug}"
            staff += [
                (f"lead:{team.slug}", Role("official", scope, post)),
                (f"second:{team.slug}", Role("official", scope, f"Deputy, {name}")),
                (f"elected:{team.slug}", Role("elected", scope, f"Cabinet member, {name}")),
            ]
        names = people(len(staff))
        dice = dice_of("staff")
        for (key, role), (_email, name) in zip(staff, names, strict=True):
            mail = f"{make_slug(key)}.{dice.randint(10, 99)}@hackford.example"
            account = accounts.ensure_account(session, email=mail, name=name)
            world.accounts[key], world.names[key] = account.id, name
            grant(world, session, key, role, now + timedelta(minutes=1))


def make_residents(world: World, count: int) -> list[int]:
    """So many more residents; their accounts, in order. Each is `resident:<place>` in the world."""
    with world.batch() as session:
        found = accounts.ensure_accounts(session, people=list(people(count)))
        for place, account in enumerate(found):
            world.accounts[f"resident:{place}"] = account.id
            world.names[f"resident:{place}"] = account.name
            world.names[f"account:{account.id}"] = account.name
        return [account.id for account in found]
