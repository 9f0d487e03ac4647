"""Raising a point outside a meeting: written first, checked, then sent with or without an account.

Source: docs/rules/points.md section 1.9 and 1.10.
"""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from pbplatform.accounts.pages.contacts import news_asked_page
from pbplatform.accounts.services import ContactAsked
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.forums import queries as forums
from pbplatform.forums.models import ForumSeries
from pbplatform.places import queries as places
from pbplatform.places.kinds import Setting
from pbplatform.points import services
from pbplatform.points.domain.starting import PUBLISH_DAYS
from pbplatform.points.models import Point, PointDraft
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.forms import ActForm
from pbplatform.points.pages.raise_input import RaiseForm, picture_form, take_picture
from pbplatform.points.words.kinds import point_kind
from pbplatform.web import uploads
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.figures import SummaryRow
from pbplatform.web.guards import current_actor, public_not_shared, require_actor
from pbplatform.web.languages import page_language
from pbplatform.web.posting import Then, post


def _form(formdata: MultiDict[str, str] | None = None) -> RaiseForm:
    areas = [(area.slug, area.name) for area in places.areas(db.session())]
    return RaiseForm(areas=areas, formdata=formdata)


def _page(forum: ForumSeries, form: RaiseForm, page: str) -> ResponseReturnValue:
    days = places.working_days(db.session())
    actor = current_actor()
    photo = form.picture
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
        rows=_rows(form) if page == "raise_check" else [],
    )
    return no_store((rendered, form.status))


def _rows(form: RaiseForm) -> list[SummaryRow]:
    """What was typed, as it will be read."""
    chosen = form.area.data or ""
    area = next((each.label for each in form.area.choices if each.value == chosen), "")
    rows: list[SummaryRow] = [
        {"key": _("What is it?"), "value": point_kind(form.kind.data or "request")},
        {"key": _("In a few words"), "value": form.title.data or "", "user": True},
        {"key": _("In your own words"), "value": form.verbatim.data or "", "user": True},
        {"key": _("Where is it?"), "value": str(area), "user": True},
    ]
    if form.picture:
        rows.append(
            {"key": _("The picture in words"), "value": form.photo_alt.data or "", "user": True}
        )
    return rows


@bp.route("/forums/<slug>/points/new", methods=["GET", "POST"])
@public_not_shared("a point that is being written")
def raise_point(slug: str) -> ResponseReturnValue:
    """What was typed travels with the form until it is sent."""
    forum = forums.forum_by_slug(db.session(), slug)
    if request.method == "GET":
        return _carry_on(forum, request.args.get("draft", ""))
    form = _form()
    action = request.form.get("action", "check")
    take_picture(forum, form)
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


def _carry_on(forum: ForumSeries, token: str) -> ResponseReturnValue:
    """The empty form, or what was kept while somebody signed in."""
    draft = services.open_draft(db.session(), forum_id=forum.id, token=token, now=request_now())
    if draft is None:
        if token:
            flash(_("This draft was sent or is older than 7 days."), "warning")
        return _page(forum, _form(), "raise")
    return _page(forum, _form(_typed(draft, token)), "raise_check")


def _typed(draft: PointDraft, token: str) -> MultiDict[str, str]:
    return MultiDict({**{key: str(value) for key, value in draft.typed.items()}, "draft": token})


def _sign_in_first(forum: ForumSeries, form: RaiseForm) -> ResponseReturnValue:
    """Somebody has an account: what was typed is kept until they come back from signing in."""
    forum_id, slug, typed = forum.id, forum.slug, dict(form.carried())

    def keep(session: Session) -> str:
        return services.keep_draft(session, forum_id=forum_id, typed=typed, now=request_now())

    def lead(token: str) -> Then:
        back = url_for(".raise_point", slug=slug, draft=token)
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
            services.forget_draft(writing, token=token)
        return point.number, _told(point)

    def sent(made: tuple[int, str]) -> Then:
        return Then(url_for(".yours", slug=slug, ref=str(made[0])), made[1])

    return post(form, send, sent, form_is="makes") or _page(forum, form, "raise_check")


def _ask_to_send(forum: ForumSeries, form: RaiseForm) -> ResponseReturnValue:
    """Nobody is signed in: the point is kept, and a link is mailed by which it is sent."""
    if form.email.errors or form.name.errors or not form.email.data:
        form.email.errors = form.email.errors or [_("Enter your e-mail address")]
        return _page(forum, form, "raise_check")
    forum_id, slug, address = forum.id, forum.slug, form.email.data
    typed = {**dict(form.carried()), "name": form.name.data or ""}

    def ask(session: Session) -> ContactAsked:
        return services.ask_to_send(
            session,
            forum_id=forum_id,
            typed=typed,
            email=address,
            language=page_language(),
            now=request_now(),
        )

    def told(asked: ContactAsked) -> Response:
        return news_asked_page(
            address,
            asked,
            back=url_for("forums.forum", slug=slug),
            again=url_for(".raise_point", slug=slug),
            kept=_("Your point is kept for 7 days and not sent yet."),
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
    if draft is None or "email" not in draft.typed:
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
        rows=_rows(typed),
        name=name,
        read_after=places.reads_after(session, Setting.READS_POINTS),
        preview=uploads.preview_of(photo.sha256) if photo else None,
    )
    return no_store((page, form.status))
