"""What ties the story together: photos, a look back, a changed decision, who follows what."""

from __future__ import annotations

from datetime import date, datetime

from pbplatform.carry import services as carry
from pbplatform.changes import services as changes
from pbplatform.changes.queries import change_view
from pbplatform.core.confirmation import seal
from pbplatform.delivery import services as delivery
from pbplatform.delivery.kinds import LookBack, Step
from pbplatform.delivery.queries import project_path
from pbplatform.demo import pictures
from pbplatform.demo.forum_acts import SLUG
from pbplatform.demo.plot.rounds import NOW, PAST
from pbplatform.demo.world import Act, World, at
from pbplatform.notices.kinds import Often
from pbplatform.notices.services.following import follow
from pbplatform.places.models import Team
from pbplatform.promises import services as promises
from pbplatform.promises.kinds import EvidenceKind, Moment

_MURAL, _CROSSING, _TREES = "mural", "crossing", "trees"


def _photo(scene: pictures.Scene, moment: Moment, day: date, caption: str, when: str) -> Act:
    """Ella shows the wall by the Sidings."""

    def run(world: World, now: datetime) -> None:
        team, kept = "libraries-and-culture", world.put_picture(scene.webp())
        with world.write() as session:
            world.keep_picture(session, kept, now)
            promises.attach_evidence(
                session,
                actor=world.acting("ella", "official", f"team:{team}"),
                team=session.get_one(Team, world.ids[f"team:{team}"]),
                facts=promises.EvidenceFacts(
                    subject=project_path(PAST.slug, world.ids[f"{PAST.slug}:number:{_MURAL}"]),
                    beside="",
                    kind=EvidenceKind.PHOTO,
                    day=day,
                    caption=caption,
                    alt=scene.alt,
                    file=kept.digest,
                    moment=moment,
                ),
                now=now,
            )

    return Act(at(when), run)


def _look_back(world: World, now: datetime) -> None:
    """Half a year after the opening the team says what the mural changed."""
    with world.write() as session:
        delivery.set_step(
            session,
            actor=world.acting("ella", "official", "team:libraries-and-culture"),
            round_id=world.ids[PAST.slug],
            number=world.ids[f"{PAST.slug}:number:{_MURAL}"],
            step=Step.LOOKED_BACK,
            words="",
            looked={
                LookBack.BETTER: "People stop and read the wall. It was painted over twice and "
                "mended the same day.",
                LookBack.CLOSER: "Yes. Some who painted meet each month and look after it. "
                "Newcomers told their own story on the last panel.",
                LookBack.LEARNT: "Four weekends were too few for rain. We plan six next time.",
            },
            now=now,
        )


def _said_at_meeting(world: World, now: datetime) -> None:
    """Owen says where he first spoke of the crossing."""
    with world.write() as session:
        carry.say_where(
            session,
            actor=world.resident("owen"),
            idea_id=world.ids[f"{NOW.slug}:idea:{_CROSSING}"],
            meeting_id=world.ids["meeting:november"],
            now=now,
        )


def _say_change(world: World, now: datetime) -> None:
    """Highways changed how long its lights wait, because of a point of November."""
    with world.write() as session:
        said = changes.say_change(
            session,
            actor=world.acting("raj", "official", "team:highways"),
            team=session.get_one(Team, world.ids["team:highways"]),
            about=f"forums/{SLUG}/points/{world.ids['point-number:crossing-lights']}",
            facts=changes.ChangeFacts(
                before="Crossing lights wait 18 seconds everywhere in Hackford.",
                now="They wait 24 seconds at crossings near a clinic or a school.",
                document="Highways standard 12, third edition",
                day=date(2027, 1, 18),
                link="https://hackford.example/highways/standard-12",
            ),
            now=now,
        )
        world.ids["change"] = said.id


def _confirm_change(world: World, now: datetime) -> None:
    """Bea read the document, and answers for it too."""
    with world.write() as session:
        changes.confirm(
            session,
            actor=world.acting("bea", "facilitator"),
            change_id=world.ids["change"],
            seen=seal(change_view(session, world.ids["change"]).newest.facts),
            now=now,
        )


def _follow(who: str, about: str, often: Often, when: str) -> Act:
    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            follow(session, account_id=world.accounts[who], about=about, often=often, now=now)

    return Act(at(when), run)


def _follow_trees(world: World, now: datetime) -> None:
    about = project_path(PAST.slug, world.ids[f"{PAST.slug}:number:{_TREES}"])
    with world.write() as session:
        follow(session, account_id=world.accounts["rosa"], about=about, often=Often.NOW, now=now)


def acts() -> list[Act]:
    """In the order of time."""
    return [
        _photo(
            pictures.MURAL_BEFORE,
            Moment.BEFORE,
            date(2026, 6, 28),
            "The wall in June, from the station.",
            "2026-07-06 10:10",
        ),
        _photo(
            pictures.MURAL_DURING,
            Moment.DURING,
            date(2026, 8, 16),
            "The second of four weekends.",
            "2026-08-17 09:00",
        ),
        _photo(
            pictures.MURAL_AFTER,
            Moment.AFTER,
            date(2026, 9, 20),
            "The day before it was called open.",
            "2026-09-21 10:15",
        ),
        Act(at("2026-12-01 19:00"), _said_at_meeting),
        Act(at("2027-01-19 10:00"), _say_change),
        Act(at("2027-01-20 15:00"), _confirm_change),
        Act(at("2027-03-04 10:00"), _look_back),
        Act(at("2027-03-05 18:00"), _follow_trees),
        _follow("rosa", "rounds/neighbour-fund-2027", Often.WEEKLY, "2027-03-05 18:01"),
        _follow("amina", "rounds/green-streets-fund-2028", Often.DAILY, "2027-03-05 18:02"),
    ]
