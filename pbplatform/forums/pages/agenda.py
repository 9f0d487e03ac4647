"""The agenda of a meeting at the desk: items in their order, and their papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileSize
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.files import FileStore
from pbplatform.core.local_time import parse_time
from pbplatform.core.transaction import transaction
from pbplatform.forums import queries, services
from pbplatform.forums.domain.papers import MOST_BYTES, PDF, is_pdf
from pbplatform.forums.models import AgendaItem, ForumSeries, Meeting
from pbplatform.forums.pages.arranging import ARRANGERS
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.meetings import meeting_to_arrange
from pbplatform.forums.words.printed import agenda_data
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, TimeField
from pbplatform.web.guards import public, staff
from pbplatform.web.languages import page_language
from pbplatform.web.posting import Then, post, post_slowly
from pbplatform.web.printing import as_public_pdf, render
from pbplatform.web.sentences import gettext as _

_DESK = "/desk/facilitator/forums/<slug>/meetings/<day>/agenda"
_SHORT = Length(max=200, message=_l("Use 200 letters or fewer"))


class ItemForm(ConfirmForm):
    fact_names = {
        "title": _l("What it is about"),
        "clock": _l("Time"),
        "opened_by": _l("Who opens it"),
        "removed_at": _l("Taken off the agenda"),
    }

    title = LineField(
        _l("What it is about"), validators=[InputRequired(_l("Say what it is about")), _SHORT]
    )
    clock = TimeField(_l("Time"), description=_l("Like 6.30pm"), validators=[Optional()])
    opened_by = LineField(
        _l("Who opens it"), validators=[Length(max=120, message=_l("Use 120 letters or fewer"))]
    )

    def facts(self) -> services.ItemFacts:
        """What was typed."""
        at: time | None = self.clock.data
        return services.ItemFacts(
            title=self.title.data or "",
            clock=f"{at:%H:%M}" if at is not None else "",
            opened_by=self.opened_by.data or "",
        )


class PaperForm(Form):
    title = LineField(
        _l("Name of the paper"), validators=[InputRequired(_l("Give the paper a name")), _SHORT]
    )
    file = FileField(
        _l("File"),
        description=_l("A PDF, smaller than 10 MB. Everybody can load it."),
        validators=[FileSize(MOST_BYTES, message=_l("The file must be under 10 MB"))],
    )


class ActForm(Form):
    """A button: nothing to fill in."""


@bp.route(_DESK, methods=["GET", "POST"])
@staff(*ARRANGERS)
def agenda(slug: str, day: str) -> ResponseReturnValue:
    """All items, and a form for one more."""
    forum, meeting, actor = meeting_to_arrange(slug, day)
    form, meeting_id = ItemForm(), meeting.id

    def add(session: Session) -> None:
        services.add_item(
            session, actor=actor, meeting_id=meeting_id, facts=form.facts(), now=request_now()
        )

    here = url_for(".agenda", slug=slug, day=day)
    told = Then(here, _("It is on the agenda, and public."))
    if answer := post(form, add, told, form_is="makes"):
        return answer
    session = db.session()
    page = render_template(
        "forums/agenda_desk.html",
        form=form,
        forum=forum,
        meeting=meeting,
        agenda=queries.agenda_with_papers(session, meeting.id),
        removed=queries.removed_items(session, meeting.id),
        is_open=meeting.cancelled_at is None and not meeting.has_begun(request_now()),
    )
    return page, form.status


def _own_item(meeting: Meeting, number: int) -> AgendaItem:
    return queries.item_of(db.session(), meeting.id, number)


@bp.route(f"{_DESK}/<int:number>", methods=["GET", "POST"])
@staff(*ARRANGERS)
def agenda_item(slug: str, day: str, number: int) -> ResponseReturnValue:
    """Change one item."""
    forum, meeting, actor = meeting_to_arrange(slug, day)
    item = _own_item(meeting, number)
    item_id = item.id
    at = parse_time(item.clock) if item.clock else None
    form = ItemForm(data={"title": item.title, "clock": at, "opened_by": item.opened_by})

    def change(session: Session) -> None:
        services.change_item(
            session,
            actor=actor,
            item_id=item_id,
            facts=form.facts(),
            seen=form.seen.data or "",
            now=request_now(),
        )

    told = Then(url_for(".agenda", slug=slug, day=day), _("The agenda is changed."))
    if answer := post(form, change, told):
        return answer
    form.carry(services.facts_of_item(item))
    page = render_template(
        "forums/agenda_item.html", form=form, forum=forum, meeting=meeting, item=item
    )
    return page, form.status


@bp.route(f"{_DESK}/<int:number>/place", methods=["POST"])
@staff(*ARRANGERS)
def place_item(slug: str, day: str, number: int) -> ResponseReturnValue:
    """Move an item up or down, take it off, or put it back: one press."""
    _forum, meeting, actor = meeting_to_arrange(slug, day)
    item_id = _own_item(meeting, number).id
    asked = request.form.get("action", "")
    acts: dict[str, tuple[Callable[[Session], None], str]] = {
        "up": (_moves(actor, item_id, up=True), _("It stands one higher.")),
        "down": (_moves(actor, item_id, up=False), _("It stands one lower.")),
        "remove": (_removes(actor, item_id), _("It is off the agenda. You can put it back.")),
        "put_back": (_puts_back(actor, item_id), _("It is on the agenda again.")),
    }
    if asked not in acts:
        raise Conflict("state.not_from_here")
    act, said = acts[asked]
    here = Then(url_for(".agenda", slug=slug, day=day), said)
    return post(ActForm(), act, here, refusals=()) or agenda_again(slug, day)


def agenda_again(slug: str, day: str) -> ResponseReturnValue:
    """The form's token was too old: the page comes again, with a new one."""
    return Then(url_for(".agenda", slug=slug, day=day), _("Please press again.")).answer()


def _moves(actor: ActorRef, item_id: int, *, up: bool) -> Callable[[Session], None]:
    return lambda session: services.move_item(
        session, actor=actor, item_id=item_id, up=up, now=request_now()
    )


def _removes(actor: ActorRef, item_id: int) -> Callable[[Session], None]:
    return lambda session: services.remove_item(
        session, actor=actor, item_id=item_id, now=request_now()
    )


def _puts_back(actor: ActorRef, item_id: int) -> Callable[[Session], None]:
    return lambda session: services.put_back_item(
        session, actor=actor, item_id=item_id, now=request_now()
    )


@bp.route(f"{_DESK}/<int:number>/papers", methods=["GET", "POST"])
@staff(*ARRANGERS)
def add_paper(slug: str, day: str, number: int) -> ResponseReturnValue:
    forum, meeting, actor = meeting_to_arrange(slug, day)
    item = _own_item(meeting, number)
    item_id = item.id
    form = PaperForm()

    def add() -> None:
        data = form.file.data.read() if form.file.data else b""
        if not is_pdf(data):
            raise Conflict("agenda.not_a_pdf", field="file")
        digest = _store().put(data)
        with transaction(form="makes") as session:
            services.add_paper(
                session,
                actor=actor,
                item_id=item_id,
                title=form.title.data or "",
                digest=digest,
                size=len(data),
                now=request_now(),
            )

    told = Then(url_for(".agenda", slug=slug, day=day), _("The paper is public."))
    if answer := post_slowly(form, add, told):
        return answer
    page = render_template(
        "forums/add_paper.html", form=form, forum=forum, meeting=meeting, item=item
    )
    return page, form.status


@bp.route("/desk/facilitator/forums/<slug>/meetings/<day>/papers/<digest>", methods=["POST"])
@staff(*ARRANGERS)
def remove_paper(slug: str, day: str, digest: str) -> ResponseReturnValue:
    """One press takes a paper away; it can be added again."""
    _forum, meeting, actor = meeting_to_arrange(slug, day)
    paper_id = queries.paper_of(db.session(), meeting.id, digest).id

    def remove(session: Session) -> None:
        services.remove_paper(session, actor=actor, paper_id=paper_id, now=request_now())

    here = Then(url_for(".agenda", slug=slug, day=day), _("The paper is taken away."))
    return post(ActForm(), remove, here, refusals=()) or agenda_again(slug, day)


def _store() -> FileStore:
    store: FileStore = current_app.extensions["files"]
    return store


def _public_meeting(slug: str, day: str) -> tuple[ForumSeries, Meeting]:
    session = db.session()
    forum = queries.forum_by_slug(session, slug)
    return forum, queries.meeting_at(session, forum.id, day)


@bp.route("/forums/<slug>/meetings/<day>/papers/<digest>.pdf")
@public
def paper(slug: str, day: str, digest: str) -> ResponseReturnValue:
    """A paper of the agenda: to be saved, so that nothing in it runs here (ruling 15)."""
    _forum, meeting = _public_meeting(slug, day)
    found = queries.paper_of(db.session(), meeting.id, digest)
    if not _store().exists(found.sha256):
        raise NotFound("agenda.not_found")
    response = Response(_store().get(found.sha256), mimetype=PDF)
    name = f"{meeting.slug}-{found.sha256.hex()[:16]}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@bp.route("/forums/<slug>/meetings/<day>/agenda")
@public
def agenda_sheet(slug: str, day: str) -> ResponseReturnValue:
    """The agenda to print and hand out."""
    forum, meeting = _public_meeting(slug, day)
    return render_template(
        "forums/agenda_sheet.html",
        forum=forum,
        meeting=meeting,
        agenda=queries.agenda_with_papers(db.session(), meeting.id),
    )


@bp.route("/forums/<slug>/meetings/<day>/agenda.pdf")
@public
def agenda_pdf(slug: str, day: str) -> ResponseReturnValue:
    """The agenda as a PDF that screen readers read."""
    forum, meeting = _public_meeting(slug, day)
    data = agenda_data(forum, meeting, queries.agenda_with_papers(db.session(), meeting.id))
    made = render(
        "agenda",
        data,
        language=page_language(),
        title=_("Agenda: %(forum)s", forum=forum.name),
        at=meeting.starts_at,
        public=True,
    )
    return as_public_pdf(made, f"{slug}-{meeting.slug}-agenda")
