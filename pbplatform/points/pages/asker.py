"""The own page of somebody who raised a point without an account; a mailed link leads to it.

Source: docs/rules/points.md section 1.10.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.points import queries, services
from pbplatform.points.kinds import ASKER_NEWS
from pbplatform.points.pages.acting import number_in
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.forms import ActForm, AssessForm, ReplyForm
from pbplatform.points.pages.withdrawing import WithdrawForm
from pbplatform.points.policies import needs_reply, refuse_to_go_on, refuse_to_withdraw
from pbplatform.points.queries import PointView
from pbplatform.points.words.next_act import Part, next_act
from pbplatform.points.words.rows import ref_of
from pbplatform.points.words.sentences import status_sentence
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public_not_shared
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

Act = Callable[[Session], None]


@dataclass(frozen=True)
class _Asker:
    """Who holds the link, and their point."""

    view: PointView
    actor: ActorRef


def _asker(slug: str, token: str) -> _Asker:
    """The point of a link and its asker.

    Raises:
        NotFound: no such link, its address was forgotten, or the point has another asker now.
    """
    now = request_now()
    contact = accounts.contact_of_token(db.session(), token, now=now)
    head, _stroke, number = contact.about.rpartition("/")
    if contact.purpose != ASKER_NEWS or head != f"forums/{slug}/points":
        raise NotFound("point.not_found")
    view = queries.view_by_number(db.session(), slug, number_in(number), now=now)
    asker = view.point.raised_by_id
    if asker is None or accounts.email_of(db.session(), asker):
        raise NotFound("point.not_found")
    return _Asker(view, ActorRef(kind="account", key=str(asker), role="resident"))


@bp.route("/forums/<slug>/points/asker/<token>", methods=["GET", "POST"])
@public_not_shared("the link of one address")
def asker(slug: str, token: str) -> ResponseReturnValue:
    """Reply, say whether the answer answers, withdraw, go on: all that an asker can do."""
    who = _asker(slug, token)
    forms: dict[str, Form] = {
        "reply": ReplyForm(),
        "assess": AssessForm(),
        "withdraw": WithdrawForm(),
        "go-on": ActForm(),
    }
    chosen = request.form.get("act", "") if request.method == "POST" else ""
    if chosen in forms:
        act, told = _ways(who, forms)[chosen]
        here = Then(url_for(".asker", slug=slug, token=token), told)
        if answer := post(forms[chosen], act, here, refusals=DomainError):
            return answer
        who = _asker(slug, token)
    return _page(who, forms, chosen, token)


def _ways(who: _Asker, forms: dict[str, Form]) -> dict[str, tuple[Act, str]]:
    """What each button does, and what is said then."""
    actor, point_id, now = who.actor, who.view.point.id, request_now()

    def typed(form: str, name: str) -> str:
        return forms[form][name].data or ""

    def reply(session: Session) -> None:
        said = typed("reply", "reply")
        services.reply_to_question(session, actor=actor, point_id=point_id, reply=said, now=now)

    def assess(session: Session) -> None:
        verdict, missing = typed("assess", "verdict"), typed("assess", "missing")
        services.assess(
            session, actor=actor, point_id=point_id, verdict=verdict, missing=missing, now=now
        )

    def withdraw(session: Session) -> None:
        why = typed("withdraw", "why")
        services.withdraw_point(session, actor=actor, point_id=point_id, why=why, now=now)

    def go_on(session: Session) -> None:
        services.go_on_with_point(session, actor=actor, point_id=point_id, now=now)

    counts = _("Your word counts. You can change it while the question is open.")
    return {
        "reply": (reply, _("Your reply is public. The team’s clock runs.")),
        "assess": (assess, counts),
        "withdraw": (withdraw, _("Your point is withdrawn.")),
        "go-on": (go_on, _("The point goes on. Its days are the same as before.")),
    }


def _page(who: _Asker, forms: dict[str, Form], chosen: str, token: str) -> ResponseReturnValue:
    session, view = db.session(), who.view
    account_id = who.actor.account_id or 0
    until = view.standing.assess_until
    answer = view.answer
    page = render_template(
        "points/asker.html",
        view=view,
        forum=view.forum,
        here=url_for(".asker", slug=view.forum.slug, token=token),
        stop=url_for("news.stop", token=token),
        reply=forms["reply"] if needs_reply(view) else None,
        assess=forms["assess"] if until and view.standing.today <= until else None,
        has_said=bool(answer and queries.said_by(session, [answer.id], account_id)),
        withdraw=forms["withdraw"] if refuse_to_withdraw(who.actor, view) is None else None,
        go_on=forms["go-on"] if refuse_to_go_on(who.actor, view, False) is None else None,
        act=next_act(view, Part.ASKER),
        ref_of=ref_of,
        status_sentence=status_sentence,
    )
    return no_store((page, forms[chosen].status if chosen in forms else 200))
