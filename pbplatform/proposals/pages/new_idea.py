"""Writing an idea on three pages; what was typed travels with the form until it is sent."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice

from pbplatform.accounts.kinds import Waiting, Waits
from pbplatform.accounts.pages.link_pages import link_sent_page
from pbplatform.accounts.services import request_link
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.transaction import transaction
from pbplatform.core.whole import whole
from pbplatform.places.kinds import Setting
from pbplatform.places.queries import areas, reads_after, working_days
from pbplatform.proposals import queries, services
from pbplatform.proposals.pages.idea_drafts import drafts_of, newer_rows
from pbplatform.proposals.pages.idea_input import (
    IdeaForm,
    facts_of,
    preview_of,
    take_picture,
    ticket_for,
)
from pbplatform.proposals.pages.loading import idea_url
from pbplatform.proposals.policies import READING_DAYS
from pbplatform.proposals.words.kinds import NAME_SHOWN_WORDS, RELATION_QUESTIONS
from pbplatform.proposals.words.relations import relation_rows
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round, round_for_ideas
from pbplatform.web.clock import request_now
from pbplatform.web.drafts import EVERY_SECONDS, find, gone, private
from pbplatform.web.figures import SummaryRow
from pbplatform.web.guards import current_actor, public_not_shared, require_actor
from pbplatform.web.languages import page_language
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("new_idea", __name__)


def _form(formdata: MultiDict[str, str] | None = None) -> IdeaForm:
    found = areas(db.session())
    return IdeaForm(found) if formdata is None else IdeaForm(found, formdata=formdata)


def _similar(round_: Round, form: IdeaForm) -> list[queries.IdeaRow]:
    found = queries.similar_ideas(db.session(), round_.id, form.title.data or "")
    form.similar.choices = [
        *(
            SelectChoice(
                str(row.idea.number),
                label=_("Support idea %(number)s instead", number=row.idea.number),
            )
            for row in found
        ),
        SelectChoice("own", label=_("Mine is different, carry on")),
    ]
    return found


def _page(round_: Round, form: IdeaForm, page: str, **more: object) -> ResponseReturnValue:
    """One of the three pages, or why there is no form now."""
    now = request_now()
    if not round_.takes_ideas(now) and request.method == "GET":
        return render_template("proposals/no_new_idea.html", round=round_, now=now)
    days = working_days(db.session())
    if not form.draft.data:
        form.begin_draft()
    rendered = render_template(
        f"proposals/new_{page}.html",
        round=round_,
        form=form,
        page=page,
        questions=RELATION_QUESTIONS,
        name_words=NAME_SHOWN_WORDS,
        ticket=ticket_for(round_) if page == "extras" else "",
        read_by=days.after(days.day_of(now), READING_DAYS),
        read_after=reads_after(db.session(), Setting.READS_IDEAS),
        preview=preview_of(form) if page != "idea" else None,
        newer=newer_rows(form),
        every=EVERY_SECONDS,
        **more,
    )
    nothing_yet = request.method == "GET" and form.note.saved is None
    status = form.status if form.note.newer is None else 409
    return private((rendered, status), stored=nothing_yet)


def _keep(round_: Round, form: IdeaForm) -> bool:
    """Save what was typed; whether the page may go on: it stays where a newer text was saved."""
    return form.keep_draft(drafts_of(round_), form.typed()).newer is None


@bp.route("/rounds/<slug>/ideas/similar")
@public_not_shared("looks for what somebody is typing")
def similar(slug: str) -> ResponseReturnValue:
    """A piece of a page, for the script that looks while somebody types."""
    round_ = public_round(db.session(), slug)
    form = _form(MultiDict({"title": request.args.get("title", "")[:120]}))
    found = _similar(round_, form)
    return render_template(
        "proposals/parts/similar.html", round=round_, form=form, similar=found, idea_url=idea_url
    )


@bp.route("/rounds/<slug>/ideas/new", methods=["GET", "POST"])
@public_not_shared("an idea that is being written")
def start(slug: str) -> ResponseReturnValue:
    round_ = public_round(db.session(), slug)
    form = _form()
    if request.method == "GET":
        name = request.args.get("draft", "")
        if name:
            return _carry_on(round_, name, request.args.get("at", "idea"))
        return _page(round_, form, "idea", similar=[], idea_url=idea_url)
    found = _similar(round_, form)
    action = request.form.get("action", "continue")
    if not _keep(round_, form) or action == "save":
        return _saved(round_, form, "idea") or _page(
            round_, form, "idea", similar=found, idea_url=idea_url
        )
    if action in ("similar", "edit"):
        none_found = action == "similar" and not found
        return _page(round_, form, "idea", similar=found, none_found=none_found, idea_url=idea_url)
    chosen = request.form.get("similar", type=whole)
    if chosen is not None:
        return _support_instead(round_, chosen)
    form.validate()
    if form.first_wrong_page() == "idea":
        return _page(round_, form, "idea", similar=found, idea_url=idea_url)
    return _page(round_, form, "extras")


def _support_instead(round_: Round, number: int) -> ResponseReturnValue:
    idea = queries.idea_by_number(db.session(), round_.id, number)
    idea_id, actor = idea.id, current_actor()
    url = url_for("ideas.yours", slug=round_.slug, number=number)
    if actor is None:
        flash(_("Sign in to add your support. Your own idea was not sent."), "warning")
        return redirect(url_for("accounts.sign_in", next=url))
    with transaction() as session:
        services.support_idea(
            session, actor=actor.as_resident(), idea_id=idea_id, now=request_now()
        )
    flash(_("You support this idea. Your own idea was not sent."))
    return redirect(url)


@bp.route("/rounds/<slug>/ideas/new/extras", methods=["GET", "POST"])
@public_not_shared("an idea that is being written")
def extras(slug: str) -> ResponseReturnValue:
    round_ = public_round(db.session(), slug)
    if request.method == "GET":
        return redirect(url_for("new_idea.start", slug=slug))
    form = _form()
    problem = take_picture(round_, form)
    action = request.form.get("action")
    if (not _keep(round_, form) or action == "save") and problem is None:
        return _saved(round_, form, "extras") or _page(round_, form, "extras")
    if action == "back" and problem is None:
        return _page(round_, form, "idea", similar=[], idea_url=idea_url)
    form.validate()
    if problem:
        form.refuse(problem)
    return _next_page(round_, form)


def _next_page(round_: Round, form: IdeaForm) -> ResponseReturnValue:
    wrong = form.first_wrong_page()
    if wrong == "idea":
        return _page(round_, form, "idea", similar=_similar(round_, form), idea_url=idea_url)
    if wrong == "extras":
        return _page(round_, form, "extras")
    return _check_page(round_, form)


def _check_page(round_: Round, form: IdeaForm) -> ResponseReturnValue:
    facts = facts_of(form)
    return _page(
        round_,
        form,
        "check",
        facts=facts,
        rows=partial(_rows_to_check, form, facts),
    )


def _rows_to_check(form: IdeaForm, facts: services.IdeaFacts, place: Markup) -> list[SummaryRow]:
    """What was typed, as it will be read; `place` is where, in words."""
    rows: list[SummaryRow] = [
        {"key": _("Title"), "value": form.title.data, "user": True},
        {"key": _("What should happen?"), "value": form.text.data, "user": True},
        {"key": _("Where?"), "value": place},
    ]
    if form.who_benefits.data:
        who = form.who_benefits.data
        rows.append({"key": _("Who would benefit most?"), "value": who, "user": True})
    if form.photo_key.data:
        rows.append({"key": _("The picture in words"), "value": form.photo_alt.data, "user": True})
    relation = relation_rows({**facts.relations, "people": facts.people})
    return rows + [
        {"key": each["step"], "value": each["words"], "user": each["key"] == "makers"}
        for each in relation
    ]


@bp.route("/rounds/<slug>/ideas/new/check", methods=["GET", "POST"])
@public_not_shared("an idea that is being written")
def check(slug: str) -> ResponseReturnValue:
    round_ = public_round(db.session(), slug)
    if request.method == "GET":
        return _carry_on(round_, request.args.get("draft", ""), "check")
    form, actor = _form(), current_actor()
    action = request.form.get("action")
    # A press that sends saves nothing first: pressed twice, it would leave a draft behind.
    sends = actor is not None and action not in ("save", "edit-idea", "edit-extras")
    if not sends and (not _keep(round_, form) or action == "save"):
        return _saved(round_, form, "check") or _check_page(round_, form)
    if action == "edit-idea":
        return _page(round_, form, "idea", similar=[], idea_url=idea_url)
    if action == "edit-extras":
        return _page(round_, form, "extras")
    form.validate()
    if form.first_wrong_page() in ("idea", "extras"):
        return _next_page(round_, form)
    if form.errors:
        return _check_page(round_, form)
    return _send(round_, form) if actor else _ask_for_address(round_, form)


def _saved(round_: Round, form: IdeaForm, page: str) -> ResponseReturnValue | None:
    """After “Save as draft”: the page of the private link, which can be loaded again."""
    saved = form.note.saved
    if saved is None or saved.newer is not None:
        return None
    flash(_("Your draft is saved. It is not sent."))
    return private(redirect(drafts_of(round_).url("form", saved.name, at=page)))


def _carry_on(round_: Round, name: str, page: str) -> ResponseReturnValue:
    """The draft of a link, on the page where it was left; in a closed round, to copy it."""
    of, now = drafts_of(round_), request_now()
    draft = find(of, name)
    if draft is None:
        return gone(of) if name else redirect(url_for("new_idea.start", slug=round_.slug))
    form = _form(MultiDict({**draft.typed}))
    form.show_draft(of, name, draft)
    if not round_.takes_ideas(now):
        return _closed(round_, form)
    if page == "check":
        return _check_page(round_, form)
    if page == "extras":
        return _page(round_, form, "extras")
    return _page(round_, form, "idea", similar=[], idea_url=idea_url)


def _closed(round_: Round, form: IdeaForm) -> ResponseReturnValue:
    """Nothing can be sent to this round now: the text stays to be copied, and where it may go."""
    now = request_now()
    facts = facts_of(form)
    return private(
        render_template(
            "proposals/draft_closed.html",
            round=round_,
            now=now,
            form=form,
            facts=facts,
            rows=partial(_rows_to_check, form, facts),
            preview=preview_of(form),
            other=round_for_ideas(db.session(), round_, now),
        )
    )


def _ask_for_address(round_: Round, form: IdeaForm) -> ResponseReturnValue:
    """Nobody is signed in: keep what was typed and mail a link that leads back to it."""
    if not form.email.data:
        form.email.errors = [_("Enter your e-mail address")]
        return _check_page(round_, form)
    if not round_.takes_ideas(request_now()):
        form.refuse(Conflict("idea.window_over"))
        return _check_page(round_, form)
    round_id, slug, typed, address = round_.id, round_.slug, form.typed(), form.email.data
    kept = form.note.saved.name if form.note.saved else ""
    now = request_now()
    until = min(now + timedelta(days=services.DRAFT_DAYS), round_.ideas_close_at)
    waiting = Waiting(Waits.IDEA, form.title.data or "", round_.name, until)
    with transaction() as session:
        token = kept or services.keep_draft(session, round_id=round_id, typed=typed, now=now)
        back = url_for("new_idea.check", slug=slug, draft=token)
        asked = request_link(
            session,
            email=address,
            next_path=back,
            now=now,
            waiting=waiting,
            language=page_language(),
        )
    again = url_for("accounts.sign_in", next=back)
    return link_sent_page(address, asked, again=again, change=back)


def _send(round_: Round, form: IdeaForm) -> ResponseReturnValue:
    round_id, slug, facts = round_.id, round_.slug, facts_of(form)
    token = form.draft.data or ""

    def send(session: Session) -> Then:
        idea = services.send_idea(
            session,
            actor=require_actor().as_resident(),
            round_id=round_id,
            facts=facts,
            now=request_now(),
        )
        if token:
            mine = require_actor().account_id
            services.forget_draft(session, token=token, account_id=mine)
        told = (
            _("Idea %(number)s is sent, and everybody can read it.", number=idea.number)
            if idea.is_public
            else _("Idea %(number)s is sent.", number=idea.number)
        )
        return Then(url_for("ideas.yours", slug=slug, number=idea.number), told)

    answer = post(form, send, lambda then: then, refusals=DomainError, form_is="makes")
    if answer is None:
        round_ = public_round(db.session(), slug)
        _keep(round_, form)
    return answer or _next_page(round_, form)
