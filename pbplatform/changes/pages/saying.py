"""Saying that a decision was changed, and correcting it: pages of the team."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.changes import queries, services
from pbplatform.changes.pages.blueprint import bp
from pbplatform.changes.pages.forms import CorrectForm, SayForm
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.files import FileStore, keep_file
from pbplatform.core.transaction import transaction
from pbplatform.places import queries as places
from pbplatform.places.models import Team
from pbplatform.web.app import no_store
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post_slowly
from pbplatform.web.sentences import gettext as _

MOST_PDF_BYTES = 5 * 1024 * 1024
PDF = "application/pdf"


def acting_for(actor: Actor, team_scope: str) -> ActorRef:
    """The person as official of a team, or as its elected person.

    Raises:
        NotAllowed: they are neither.
    """
    for role in (Role.OFFICIAL, Role.ELECTED):
        if actor.holds(role, team_scope):
            return actor.acting_as(role, team_scope)
    raise NotAllowed("change.only_its_team")


def own_teams(actor: Actor) -> list[Team]:
    """Teams for which this person acts."""
    return [
        team
        for team in places.teams(db.session())
        if any(actor.holds(role, team.scope) for role in (Role.OFFICIAL, Role.ELECTED))
    ]


def _stored(form: SayForm) -> tuple[bytes, int] | None:
    """Hash and size in bytes of the PDF that came with the form; None without one.

    Raises:
        Conflict: it is no PDF, or too large.
    """
    data = form.file.data.read(MOST_PDF_BYTES + 1) if form.file.data else b""
    if not data:
        return None
    if len(data) > MOST_PDF_BYTES:
        raise Conflict("evidence.pdf_too_large", field="file")
    if not data.startswith(b"%PDF-"):
        raise Conflict("evidence.not_a_pdf", field="file")
    store: FileStore = current_app.extensions["files"]
    return store.put(data), len(data)


def _facts(form: SayForm, file: bytes | None) -> services.ChangeFacts:
    if form.day.data is None:
        raise Conflict("change.day_over", field="day")
    return services.ChangeFacts(
        before=form.before.data or "",
        now=form.now.data or "",
        document=form.document.data or "",
        day=form.day.data,
        link=form.link.data or "",
        file=file,
    )


def _work(
    form: SayForm, write: Callable[[Session, services.ChangeFacts], int]
) -> Callable[[], int]:
    """Keep the file that came, then write in one transaction; the id of the decision."""

    def work() -> int:
        kept, now = _stored(form), request_now()
        with transaction() as session:
            if kept:
                keep_file(session, digest=kept[0], media_type=PDF, size=kept[1], now=now)
            return write(session, _facts(form, kept[0] if kept else None))

    return work


def _waits(change_id: int) -> Then:
    return Then(
        url_for("changes.work", number=change_id),
        _("It waits for a second person. Nobody else can read it yet."),
    )


@bp.route("/desk/changes/new/<path:about>", methods=["GET", "POST"])
@staff(Role.OFFICIAL, Role.ELECTED)
def say(about: str) -> ResponseReturnValue:
    """Say that a decision was changed because of a point, an idea or a project."""
    actor, form = require_actor(), SayForm()
    thing = queries.thing_at(db.session(), about)
    teams = {team.slug: team.name for team in own_teams(actor)}
    form.team.choices = choices_of(list(teams.items()))
    if request.method == "GET" and len(teams) == 1:
        form.team.process_data(next(iter(teams)))

    def write(session: Session, facts: services.ChangeFacts) -> int:
        team = places.team_by_slug(session, form.team.data or "")
        change = services.say_change(
            session,
            actor=acting_for(actor, team.scope),
            team=team,
            about=about,
            facts=facts,
            now=request_now(),
        )
        return change.id

    if answer := post_slowly(form, _work(form, write), _waits):
        return answer
    page = render_template("changes/say.html", form=form, thing=thing, corrects=False)
    return no_store((page, form.status))


@bp.route("/desk/changes/<int:number>/correct", methods=["GET", "POST"])
@staff(Role.OFFICIAL, Role.ELECTED)
def correct(number: int) -> ResponseReturnValue:
    """Say anew what was confirmed, with a reason; it waits for a second person again."""
    actor, form = require_actor(), CorrectForm()
    view = queries.change_view(db.session(), number)
    acting = acting_for(actor, view.team.scope)
    holds = view.holds
    if holds is None:
        raise Conflict("change.not_confirmed")
    if request.method == "GET":
        for name in ("before", "now", "document", "day", "link"):
            form[name].process_data(getattr(holds, name))

    def write(session: Session, facts: services.ChangeFacts) -> int:
        services.correct_change(
            session,
            actor=acting,
            change_id=number,
            facts=facts,
            reason=form.reason.data or "",
            now=request_now(),
        )
        return number

    if answer := post_slowly(form, _work(form, write), _waits):
        return answer
    page = render_template("changes/say.html", form=form, thing=view.thing, corrects=True)
    return no_store((page, form.status))
