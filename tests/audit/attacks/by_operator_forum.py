"""What an operator tries with a forum: rows and log are rewritten together and signed again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from pbplatform.audit.models import SITE
from pbplatform.core.canonical import instant_text, sha256
from pbplatform.forums.models import MinutesVersion
from pbplatform.points import services as points
from pbplatform.points.models import Answer, Point
from tests.audit.attacks.attack import OPERATOR, Act, attacks_of
from tests.audit.attacks.insider import Entries, Insider
from tests.audit.attacks.people import ANSWERED, ASKED
from tests.factories import make_person
from tests.points.people import YES

ANSWER = "response:answer:published"


def minutes_rewritten(insider: Insider) -> None:
    """Other words in every version, with the hashes of these words."""
    text = "Nobody complained."
    digest = sha256(text.encode())
    insider.run(update(MinutesVersion.__table__).values(text=text, sha256=digest))
    for kind in ("circulated", "approved"):
        insider.edit(SITE, f"forum:minutes:{kind}", sha256=digest.hex())


def _dated(insider: Insider, at: datetime, number: int) -> None:
    """The answer to a point, at another instant in its row and its entry."""
    own = select(Point.id).where(Point.number == number).scalar_subquery()
    rows = update(Answer.__table__).where(Answer.point_id == own)
    insider.run(rows.values(published_at=at, day=at.date()))

    def change(entries: Entries) -> None:
        for entry in entries:
            if entry["kind"] == ANSWER and entry["subject"].endswith(f"/points/{number}"):
                entry["at"] = instant_text(at)
                entry["data"]["working_days_late"] = 0

    insider.rewrite(SITE, change)


def answer_dated_back(insider: Insider) -> None:
    _dated(insider, ANSWERED - timedelta(days=1), 1)


def late_answer_dated_back(insider: Insider) -> None:
    """An answer weeks late, given after the last checkpoint that anybody kept, as if in time."""
    title = "Waste officer"
    tom = make_person(
        insider.place.session, "Tom", role="official", scope="team:environment", title=title
    )
    point = insider.place.session.scalars(select(Point.id).where(Point.number == 2)).one()
    points.publish_answer(
        insider.place.session, actor=tom, point_id=point, text=YES, now=insider.now
    )
    insider._only_fold()
    _dated(insider, ASKED + timedelta(days=10), 2)


def point_removed(insider: Insider) -> None:
    """A point that nobody answered goes with all its entries."""
    insider.run(update(Point.__table__).where(Point.number == 2).values(state="refused"))

    def change(entries: Entries) -> None:
        entries[:] = [one for one in entries if not one["subject"].endswith("/points/2")]

    insider.rewrite(SITE, change)


def lateness_edited(insider: Insider) -> None:
    insider.edit(SITE, ANSWER, working_days_late=3)


def due_day_moved(insider: Insider) -> None:
    insider.edit(SITE, ANSWER, due="2027-03-31")


def minutes_words_alone(insider: Insider) -> None:
    """Rows alone: the log and its hash stay."""
    insider.run(update(MinutesVersion.__table__).values(text="Nobody complained."))


def version_taken_out(insider: Insider) -> None:
    """The circulated version goes, as if the approved one had been the first."""
    insider.run(delete(MinutesVersion).where(MinutesVersion.n == 1))

    def change(entries: Entries) -> None:
        del entries[next(n for n, e in enumerate(entries) if e["kind"].endswith(":circulated"))]

    insider.rewrite(SITE, change)


def _row(name: str, act: Act) -> tuple[str, str, Act]:
    return name, "counted", act


OPERATOR_AT_THE_FORUM = attacks_of(
    OPERATOR,
    _row("minutes edited after approval, log rewritten", minutes_rewritten),
    _row("minutes edited after approval, log left as it is", minutes_words_alone),
    _row("version of minutes taken out, log rewritten", version_taken_out),
    _row("answer dated back, log rewritten", answer_dated_back),
    _row("late answer dated back as it is given", late_answer_dated_back),
    _row("point taken out, log rewritten", point_removed),
    _row("lateness of an answer edited in the log", lateness_edited),
    _row("due day of an answer moved in the log", due_day_moved),
    forum=True,
)
