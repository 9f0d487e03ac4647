"""Raising a point outside a meeting: written first, checked, then sent with or without an account.

Source: docs/rules/points.md section 1.9 and 1.10.
"""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from pbplatform.accounts.pages.contacts import news_asked_page
from pbplatform.accounts.services import ContactAsked
from pbplatform.core.db import db
from pbplatform.core.drafts import KeptDraft
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.forums import queries as forums
from pbplatform.forums.models import ForumSeries
from pbplatform.places import queries as places
from pbplatform.places.kinds import Setting
from pbplatform.points import services
from pbplatform.points.domain.starting import PUBLISH_DAYS
from pbplatform.points.models import Point
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.forms import ActForm
from pbplatform.points.pages.point_drafts import drafts_of, newer_rows, rows_of
from pbplatform.points.pages.raise_input import RaiseForm, picture_form, take_picture
from pbplatform.web import uploads
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.drafts import EVERY_SECONDS, find, gone, private
from pbplatform.web.guards import current_actor, public_not_shared, require_actor
from pbplatform.web.languages import page_language
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import clock_time, long_date
from pbplatform.web.sentences import gettext as _


def _form(formdata: MultiDict[str, str] | None = None) -> RaiseForm:
    areas = [(area.slug, area.name) for area in places.areas(db.session())]
    return RaiseForm(areas=areas, formdata=formdata)


def _page(forum: ForumSeries, form: RaiseForm, page: str) -> ResponseReturnValue:
    days = places.working_days(db.session())
    actor = current_actor()
    photo = form.picture
    if not form.draft.data:
        form.begin_draft()
    rendered = render_template(
        f"points/{page}.html",
        form=form,
        forum=forum,
        path=url_for(".raise_point", slug=forum.slug),
        name=actor.name if actor else "",
        ticket=uploads.picture_ticket(picture_form(forum)),
        preview=uploads.preview_of(photo.sha256) if photo else None,
        read_by=days.after(days.day_of(request_now()), PUBLISH_DAYS),
        read_after=places.reads_after(db.session(), Setting.READS_POINTS),
        rows=rows_of(form) if page == "raise_check" else [],
        at=page,
        newer=newer_rows(form),
        every=EVERY_SECONDS,
    )
    nothing_yet = request.method == "GET" and form.note.saved is None
    status = form.status if form.note.newer is None else 409
    return private((rendered, status), stored=nothing_yet)


@bp.route("/forums/<slug>/points/new", methods=["GET", "POST"])
@public_not_shared("a point that is being written")
def raise_point(slug: str) -> ResponseReturnValue:
    """What was typed travels with the form until it is sent."""
    forum = forums.forum_by_slug(db.session(), slug)
    if request.method == "GET":
        name = request.args.get("draft", "")
        return _carry_on(forum, name) if name else _page(forum, _form(), "raise")
    form = _form()
    action = request.form.get("action", "check")
    take_picture(forum, form)
    # A press that sends saves nothing first: pressed twice, it would leave a draft behind.
    sends = action == "send" and current_actor() is not None
    if not sends and (not _keep(forum, form) or action == "save"):
        return _saved(forum, form)
    form.validate()
    if action == "edit":
        form.email.errors = form.name.errors = []
        return _page(forum, form, "raise")
    if not form.is_well_written or form.form_errors:
        return _page(forum, form, "raise")
    if action == "sign-in":
        return _sign_in_first(forum, form)
    if action != "send":
        form.email.errors = []
        return _page(forum, form, "raise_check")
    return _send(forum, form) if current_actor() else _ask_to_send(forum, form)


def _keep(forum: ForumSeries, form: RaiseForm) -> bool:
    """Save what was typed; whether the page may go on: it stays where a newer text was saved."""
    return form.keep_draft(drafts_of(forum), form.typed()).newer is None


def _was_on(form: RaiseForm) -> str:
    """The page on which the form was sent, as it says itself."""
    at = request.form.get("at", request.args.get("at", ""))
    return "raise_check" if at == "raise_check" and not form.form_errors else "raise"


def _saved(forum: ForumSeries, form: RaiseForm) -> ResponseReturnValue:
    """After “Save as draft”: the page of the private link; the same page if nothing was saved."""
    saved, page = form.note.saved, _was_on(form)
    if saved is None or saved.newer is not None:
        return _page(forum, form, page)
    flash(_("Your draft is saved. It is not sent."))
    return private(redirect(drafts_of(forum).url("form", saved.name, at=page)))


def _carry_on(forum: ForumSeries, name: str) -> ResponseReturnValue:
    """The draft of a link, on the page where it was left."""
    of = drafts_of(forum)
    draft = find(of, name)
    if draft is None:
        return gone(of)
    form = _form(_typed(draft, ""))
    form.show_draft(of, name, draft)
    return _page(forum, form, _was_on(form))


def _typed(draft: KeptDraft, token: str) -> MultiDict[str, str]:
    return MultiDict({**{key: str(value) for key, value in draft.typed.items()}, "draft": token})


def _sign_in_first(forum: ForumSeries, form: RaiseForm) -> ResponseReturnValue:
    """Somebody has an account: what was typed is kept until they come back from signing in."""
    forum_id, slug, typed = forum.id, forum.slug, form.typed()
    kept = form.note.saved.name if form.note.saved else ""

    def keep(session: Session) -> str:
        return kept or services.keep_draft(
            session, forum_id=forum_id, typed=typed, now=request_now()
        )

    def lead(token: str) -> Then:
        back = url_for(".raise_point", slug=slug, draft=token, at="raise_check")
        told = _(
            "Your point is kept for 7 days and not sent yet. You find it here after signing in."
        )
        return Then(url_for("accounts.sign_in", next=back), told)

    return post(form, keep, lead, any_shape=True) or _page(forum, form, "raise_check")


def _told(point: Point) -> str:
    """That a point was sent, and whether everybody can read it already."""
    if point.is_public:
        return str(_("Point %(number)s is sent, and everybody can read it.", number=point.number))
    return str(_("Point %(number)s is sent.", number=point.number))


def _send(forum: ForumSeries, form: RaiseForm) -> ResponseReturnValue:
    areas = {area.slug: area.id for area in places.areas(db.session())}
    forum_id, slug, token = forum.id, forum.slug, form.draft.data or ""

    def send(writing: Session) -> tuple[int, str]:
        point = services.raise_point(
            writing,
            actor=require_actor().as_resident(),
            forum_id=forum_id,
            kind=form.kind.data or "",
            title=form.title.data or "",
            verbatim=form.verbatim.data or "",
            area_id=areas.get(form.area.data or ""),
            photo=form.picture,
            with_name=not form.without_name.data,
            now=request_now(),
        )
        if token:
            mine = require_actor().account_id
            services.forget_draft(writing, token=token, account_id=mine)
        return point.number, _told(point)

    def sent(made: tuple[int, str]) -> Then:
        return Then(url_for(".yours", slug=slug, ref=str(made[0])), made[1])

    if answer := post(form, send, sent, form_is="makes"):
        return answer
    _keep(forum, form)
    return _page(forum, form, "raise_check")


def _ask_to_send(forum: ForumSeries, form: RaiseForm) -> ResponseReturnValue:
    """Nobody is signed in: the point is kept, and a link is mailed by which it is sent."""
    if form.email.errors or form.name.errors or not form.email.data:
        form.email.errors = form.email.errors or [_("Enter your e-mail address")]
        return _page(forum, form, "raise_check")
    forum_id, slug, address = forum.id, forum.slug, form.email.data
    typed = {**dict(form.carried()), "name": form.name.data or ""}
    draft = form.note.saved.name if form.note.saved else ""
    until = request_now() + timedelta(days=services.DRAFT_DAYS)

    def ask(session: Session) -> ContactAsked:
        return services.ask_to_send(
            session,
            forum_id=forum_id,
            typed=typed,
            email=address,
            language=page_language(),
            now=request_now(),
            draft=draft,
        )

    def told(asked: ContactAsked) -> Response:
        return news_asked_page(
            address,
            asked,
            back=url_for("forums.forum", slug=slug),
            again=url_for(".raise_point", slug=slug, draft=draft or None, at="raise_check"),
            kept=_(
                "Your point is kept, but not sent yet. Open the link in the mail, look at it once "
                "more and press “Send my point”. You can do so until %(day)s, %(time)s.",
                day=long_date(until),
                time=clock_time(until),
            ),
        )

    return post(form, ask, told) or _page(forum, form, "raise_check")


@bp.route("/forums/<slug>/points/new/send/<token>", methods=["GET", "POST"])
@public_not_shared("the link of one address")
def send_mailed(slug: str, token: str) -> ResponseReturnValue:
    """The page of the mailed link; only its press sends, since mail scanners open links."""
    session = db.session()
    forum = forums.forum_by_slug(session, slug)
    draft = services.open_draft(session, forum_id=forum.id, token=token, now=request_now())
    form, forum_id = ActForm(), forum.id
    if draft is None or not draft.waits_for_mail:
        return no_store((render_template("points/no_draft.html", forum=forum), 404))
    typed = _form(_typed(draft, token))
    name = str(draft.typed.get("name", ""))

    def send(writing: Session) -> tuple[str, str]:
        now = request_now()
        point, own = services.send_without_account(writing, forum_id=forum_id, token=token, now=now)
        return _told(point), own

    def sent(made: tuple[str, str]) -> Then:
        return Then(url_for(".asker", slug=slug, token=made[1]), made[0])

    if answer := post(form, send, sent, refusals=(Conflict, NotFound), form_is="makes"):
        return answer
    photo = typed.picture
    page = render_template(
        "points/send_mailed.html",
        form=form,
        forum=forum,
        rows=rows_of(typed),
        name=name,
        read_after=places.reads_after(session, Setting.READS_POINTS),
        preview=uploads.preview_of(photo.sha256) if photo else None,
    )
    return no_store((page, form.status))
