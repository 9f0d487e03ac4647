"""Points that were answered, and of which nothing is owed any more."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.orm import Session

from pbplatform.points.models import Answer, Point
from pbplatform.promises.models import Commitment
from tests.points.people import YES, World


def settled(session: Session, world: World, first: int, number: int) -> None:
    """Points that were answered, whose promise was kept and with which nobody has to do more."""
    if world.forum not in session:
        session.add(world.forum)  # a page was read afresh meanwhile
    one = world.point()
    world.answer(one, text=YES)
    session.flush()
    columns = {column.name: getattr(one, column.name) for column in Point.__table__.columns}
    view = world.view(one)
    answer = {c.name: getattr(view.answers[0], c.name) for c in Answer.__table__.columns}
    promise = {c.name: getattr(view.promises[0], c.name) for c in Commitment.__table__.columns}
    for told in (columns, answer, promise):
        del told["id"]
    promise["done_on"] = answer["day"]
    ids = session.scalars(
        insert(Point).returning(Point.id),
        [{**columns, "number": first + n} for n in range(number)],
    ).all()
    answers = session.execute(
        insert(Answer).returning(Answer.id, Answer.point_id),
        [{**answer, "point_id": each} for each in ids],
    ).all()
    session.execute(
        insert(Commitment),
        [{**promise, "point_id": point, "answer_id": each} for each, point in answers],
    )
    session.commit()
