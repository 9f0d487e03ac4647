"""The official's desk: what is late, what is due, and everything but the answer itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.whole import whole
from pbplatform.places import queries as places
from pbplatform.places.models import Team
from pbplatform.points import queries, services
from pbplatform.points.pages.acting import acting_for, acting_on, find_point, teams_on
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.forms import (
    ActForm,
    MoreTimeForm,
    NoteForm,
    PassOnForm,
    PointActForm,
    PromiseForm,
    QuestionForm,
    SendBackForm,
    TakeForm,
)
from pbplatform.points.pages.points import WORDS
from pbplatform.points.policies import refuse_to_answer
from pbplatform.points.queries.desk import GROUPS, DeskItem
from pbplatform.promises.services import facts_of_promise
from pbplatform.promises.words.next_act import next_act_of_promise
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

PER_PAGE = 20


def teams_of(actor: Actor, session: Session) -> list[Team]:
    """The teams this person acts for, by name."""
    return [
        team
        for team in places.teams(session)
        if actor.holds(Role.OFFICIAL, team.scope) or actor.holds(Role.ELECTED, team.scope)
    ]


def _left_to_others(items: Iterable[DeskItem]) -> dict[int, str]:
    """Why this person cannot answer a point again, by the point: somebody more senior must."""
    told, now = {}, request_now()
    again = [item.point for item in items if item.point and item.point.standing.stage > 1]
    posts = {
        teams: services.titles_of(db.session(), view, now=now)
        for teams, view in {(view.acts.id, view.team.id): view for view in again}.items()
    }
    for view in again:
        if not teams_on(require_actor(), view):
            continue  # another team offers it; who takes it is asked first
        actor = acting_on(require_actor(), view)
        if refusal := refuse_to_answer(actor, view, posts[view.acts.id, view.team.id]):
            told[view.point.id] = message_for(refusal)
    return told


@bp.route("/desk/official")
@staff("official", "elected")
def desk() -> ResponseReturnValue:
    session = db.session()
    mine = teams_of(require_actor(), session)
    waiting = queries.desk_page(
        session,
        [team.slug for team in mine],
        request_now(),
        wanted=request.args.get("page", 1, type=whole),
        size=PER_PAGE,
    )
    items = waiting.page.rows
    groups = {name: [item for item in items if item.group == name] for name in GROUPS}
    return render_template(
        "points/desk.html",
        teams=mine,
        page=waiting.page,
        page_url=lambda number: url_for(".desk", page=number),
        groups=groups,
        counts=waiting.counts,
        next_act_of_promise=next_act_of_promise,
        left_to=_left_to_others(items),
        drafts=queries.count_drafts(
            session, require_actor().account_id, [team.id for team in mine]
        ),
        act_form=ActForm(),
        **WORDS,
    )


@dataclass(frozen=True)
class Deed:
    """One thing an official does with a point besides answering it.

    Attributes:
        make: the empty form, given the other teams.
        do: calls the service.
        words: title, introduction, button, and what is said when it is done.
        by_receiver: the team it was passed on to acts, not the one that must answer.
    """

    make: Callable[[list[tuple[str, str]]], PointActForm]
    do: Callable[[Session, ActorRef, int, Any], None]
    words: Callable[[], tuple[str, str, str, str]]
    by_receiver: bool = False


def _more_time(session: Session, actor: ActorRef, point_id: int, form: Any) -> None:
    services.take_more_time(
        session,
        actor=actor,
        point_id=point_id,
        days=form.days.data or 0,
        reason=form.reason.data or "",
        now=request_now(),
    )


def _ask(session: Session, actor: ActorRef, point_id: int, form: Any) -> None:
    services.ask_the_asker(
        session,
        actor=actor,
        point_id=point_id,
        question=form.question.data or "",
        now=request_now(),
    )


def _note(session: Session, actor: ActorRef, point_id: int, form: Any) -> None:
    services.write_note(
        session, actor=actor, point_id=point_id, text=form.text.data or "", now=request_now()
    )


def _pass_on(session: Session, actor: ActorRef, point_id: int, form: Any) -> None:
    services.pass_on(
        session,
        actor=actor,
        point_id=point_id,
        team_slug=form.team.data,
        reason=form.reason.data or "",
        now=request_now(),
    )


def _take(session: Session, actor: ActorRef, point_id: int, _form: Any) -> None:
    services.take(session, actor=actor, point_id=point_id, now=request_now())


def _send_back(session: Session, actor: ActorRef, point_id: int, form: Any) -> None:
    services.send_back(
        session, actor=actor, point_id=point_id, reason=form.reason.data or "", now=request_now()
    )


DEEDS = {
    "more-time": Deed(
        lambda _teams: MoreTimeForm(),
        _more_time,
        lambda: (
            _("Ask for more time"),
            _("Once, before the promised day, with a reason that everybody reads."),
            _("Give the new date"),
            _("The new date is public."),
        ),
    ),
    "question": Deed(
        lambda _teams: QuestionForm(),
        _ask,
        lambda: (
            _("Ask the resident a question"),
            _("The clock stops once, in public. It starts again with the reply."),
            _("Ask and stop the clock"),
            _("The question is public and the clock is stopped."),
        ),
    ),
    "note": Deed(
        lambda _teams: NoteForm(),
        _note,
        lambda: (
            _("Write a public note"),
            _("“We will look into it” is a note, not an answer. The clock runs on."),
            _("Publish the note"),
            _("The note is public. The clock runs on."),
        ),
    ),
    "pass-on": Deed(
        lambda teams: PassOnForm(teams=teams),
        _pass_on,
        lambda: (
            _("Not ours: pass it on"),
            _("Once. The other team must take it. Until then the point is yours."),
            _("Pass it on"),
            _("The other team is asked. The clock runs on."),
        ),
    ),
    "take": Deed(
        lambda _teams: TakeForm(),
        _take,
        lambda: (
            _("Take this point"),
            _("Your team must answer it by the day that was promised."),
            _("Take it"),
            _("The point is your team’s now."),
        ),
        by_receiver=True,
    ),
    "send-back": Deed(
        lambda _teams: SendBackForm(),
        _send_back,
        lambda: (
            _("Send this point back"),
            _("The first team must answer it. The clock runs on."),
            _("Send it back"),
            _("The point went back."),
        ),
        by_receiver=True,
    ),
}


@bp.route("/desk/official/points/<slug>/<int:number>/<deed>", methods=["GET", "POST"])
@staff("official", "elected")
def act(slug: str, number: int, deed: str) -> ResponseReturnValue:
    """One page for each deed that is not an answer."""
    if deed not in DEEDS:
        raise NotFound("page.not_found")
    done = DEEDS[deed]
    view = find_point(slug, str(number), require_actor())
    actor = (
        acting_for(require_actor(), view.offered_to)
        if done.by_receiver and view.offered_to
        else acting_on(require_actor(), view)
    )
    teams = [each for each in places.teams(db.session()) if each.id != view.team.id]
    form = done.make([(each.slug, each.name) for each in teams])
    title, lede, button, said = done.words()
    point_id = view.point.id

    def do(writing: Session) -> None:
        seen = form.seen.data or ""
        services.require_same_point(writing, point_id=point_id, seen=seen, now=request_now())
        done.do(writing, actor, point_id, form)

    if answer := post(form, do, Then(url_for(".desk"), said)):
        return answer
    if form.refused:
        view = find_point(slug, str(number), require_actor())
    form.carry(services.facts_of_point(view))
    page = render_template(
        "points/deed.html",
        form=form,
        view=view,
        title=title,
        lede=lede,
        button=button,
        **WORDS,
    )
    return page, form.status


@bp.route("/desk/official/promises/<slug>/<int:number>/<int:n>", methods=["GET", "POST"])
@staff("official", "elected")
def promise(slug: str, number: int, n: int) -> ResponseReturnValue:
    """Mark a promise done, give it a new day, or give it up."""
    view = queries.promise_by_number(db.session(), slug, number, n, now=request_now())
    actor = acting_for(require_actor(), view.team)
    form = PromiseForm()
    promise_id = view.promise.id

    def change(writing: Session) -> str:
        seen = form.seen.data or ""
        services.require_same_promise(writing, promise_id=promise_id, seen=seen, now=request_now())
        return _change_promise(writing, actor, promise_id, form)

    if answer := post(form, change, lambda said: Then(url_for(".desk"), said)):
        return answer
    if form.refused:
        view = queries.promise_by_number(db.session(), slug, number, n, now=request_now())
    form.carry(facts_of_promise(view))
    page = render_template(
        "points/promise_desk.html",
        form=form,
        view=view,
        act=next_act_of_promise(view),
        **WORDS,
    )
    return page, form.status


def _change_promise(session: Session, actor: ActorRef, promise_id: int, form: PromiseForm) -> str:
    now, reason = request_now(), form.reason.data or ""
    what = request.form.get("action")
    if what == "move":
        if form.due.data is None:
            raise Conflict("promise.later_day", field="due")
        services.move_promise(
            session,
            actor=actor,
            promise_id=promise_id,
            due=form.due.data,
            reason=reason,
            now=now,
        )
        return str(_("The new day is public, beside the first one."))
    if what == "give-up":
        services.give_up_promise(
            session, actor=actor, promise_id=promise_id, reason=reason, now=now
        )
        return str(_("The promise is shown as broken, with your reason."))
    if what == "take-back":
        services.take_promise_back(
            session, actor=actor, promise_id=promise_id, reason=reason, now=now
        )
        return str(_("It is taken back, in public. The promise stands as before."))
    if what != "done":
        raise Conflict("form.which_button")
    if form.done_on.data is None:
        raise Conflict("promise.done_day", field="done_on")
    services.keep_promise(
        session,
        actor=actor,
        promise_id=promise_id,
        done_on=form.done_on.data,
        note=form.note.data or "",
        now=now,
    )
    return str(_("The promise is shown as done."))
