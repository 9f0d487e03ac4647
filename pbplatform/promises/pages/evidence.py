"""Evidence: attached by the team, served so that nothing in it can run, taken away in public."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE, Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.core.files import FileStore, keep_file
from pbplatform.core.pictures import clean_picture
from pbplatform.core.transaction import transaction
from pbplatform.places.models import Team
from pbplatform.promises import queries, services
from pbplatform.promises.kinds import EvidenceKind
from pbplatform.promises.pages.blueprint import bp
from pbplatform.promises.pages.forms import EvidenceForm, TakeAwayForm
from pbplatform.promises.policies import refuse_to_attach
from pbplatform.promises.words.checks import evidence_words
from pbplatform.web.app import no_store
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public, require_actor, staff
from pbplatform.web.posting import Then, post, post_slowly
from pbplatform.web.sentences import gettext as _

MOST_PDF_BYTES = 5 * 1024 * 1024
_TYPES = {EvidenceKind.PHOTO: "image/webp", EvidenceKind.DOCUMENT: "application/pdf"}
_SANDBOX = "default-src 'none'; sandbox"
bp.add_app_template_global(evidence_words, "evidence_words")


@bp.route("/evidence/<int:number>/photo.webp", defaults={"name": "photo.webp"})
@bp.route("/evidence/<int:number>/document.pdf", defaults={"name": "document.pdf"})
@public
def show(number: int, name: str) -> ResponseReturnValue:
    """The file, as a download; gone once it was taken away."""
    piece = queries.evidence_by_id(db.session(), number)
    store: FileStore = current_app.extensions["files"]
    if name != file_name(piece.kind) or piece.file is None or not store.exists(piece.file):
        raise NotFound("page.not_found")
    response = Response(store.get(piece.file), mimetype=_TYPES[EvidenceKind(piece.kind)])
    response.headers["Content-Disposition"] = f'attachment; filename="{number}-{name}"'
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Short: what is taken away must soon be gone from caches too.
    response.headers["Cache-Control"] = "public, max-age=600"
    return response


def file_name(kind: str) -> str:
    """How a file of a piece is called in its address; empty for a visit."""
    names = {EvidenceKind.PHOTO: "photo.webp", EvidenceKind.DOCUMENT: "document.pdf"}
    return names.get(EvidenceKind(kind), "")


def _stored(form: EvidenceForm) -> tuple[bytes, str, int] | None:
    """Hash, type and size in bytes of the file that came with the form; None without one.

    Raises:
        Conflict: not a picture or PDF, or too large.
    """
    kind = form.kind.data
    data = form.file.data.read(MOST_PDF_BYTES * 2 + 1) if form.file.data else b""
    if kind not in _TYPES or not data:
        return None
    if kind == EvidenceKind.PHOTO:
        data = clean_picture(data, field="file")
    elif len(data) > MOST_PDF_BYTES:
        raise Conflict("evidence.pdf_too_large", field="file")
    elif not data.startswith(b"%PDF-"):
        raise Conflict("evidence.not_a_pdf", field="file")
    store: FileStore = current_app.extensions["files"]
    return store.put(data), _TYPES[EvidenceKind(kind)], len(data)


def attach_page(
    *, team: Team, subject: str, page: str, title: str, parts: Sequence[tuple[str, str]]
) -> ResponseReturnValue:
    """The page on which a team attaches evidence to a promise or project.

    Args:
        subject: its path, as the log names it; `page`: the path of its public page.
        parts: steps and replies that it can belong to, and the thing itself first.
    Raises:
        NotAllowed: not of the team.
    """
    actor = acting_for_team(require_actor(), team)
    if refusal := refuse_to_attach(actor, team):
        raise refusal
    form = EvidenceForm()
    form.beside.choices = choices_of(parts)
    then = Then(f"/{page}", _("It is public. You can take it away again, with a reason."))
    team_id = team.id

    def work() -> None:
        kept, now = _stored(form), request_now()
        with transaction() as session:
            if kept:
                keep_file(session, digest=kept[0], media_type=kept[1], size=kept[2], now=now)
            services.attach_evidence(
                session,
                actor=actor,
                team=session.get_one(Team, team_id),
                facts=_facts(form, subject, kept[0] if kept else None),
                now=now,
            )

    if answer := post_slowly(form, work, then):
        return answer
    return no_store(
        (
            render_template("promises/attach.html", form=form, title=title, page_path=page),
            form.status,
        )
    )


def _facts(form: EvidenceForm, subject: str, file: bytes | None) -> services.EvidenceFacts:
    if form.day.data is None:
        raise Conflict("evidence.day_over", field="day")
    return services.EvidenceFacts(
        subject=subject,
        beside=form.beside.data or "",
        kind=form.kind.data or "",
        day=form.day.data,
        caption=form.caption.data or "",
        alt=form.alt.data or "",
        file=file,
        moment=form.moment.data or "",
    )


@bp.route("/desk/evidence/<int:number>/take-away", methods=["GET", "POST"])
@staff(Role.OFFICIAL, Role.ELECTED, Role.FACILITATOR)
def take_away(number: int) -> ResponseReturnValue:
    """A wrong photo or document goes; its line stays, with the reason."""
    session, form = db.session(), TakeAwayForm()
    piece = queries.evidence_by_id(session, number)
    actor = _taking_away(require_actor(), queries.team_of(session, piece))

    def do(writing: Session) -> None:
        services.require_same_evidence(writing, evidence_id=number, seen=form.seen.data or "")
        services.take_evidence_away(
            writing,
            actor=actor,
            evidence_id=number,
            reason=form.reason.data or "",
            now=request_now(),
        )

    then = Then(url_for(".take_away", number=number), _("It is taken away, in public."))
    if answer := post(form, do, then):
        return answer
    piece = queries.evidence_by_id(session, number)
    form.carry(services.facts_of_evidence(piece))
    return no_store(
        (render_template("promises/take_away.html", form=form, piece=piece), form.status)
    )


def acting_for_team(actor: Actor, team: Team) -> ActorRef:
    """The person as official of a team, or as its elected person.

    Raises:
        NotAllowed: they are neither.
    """
    for role in (Role.OFFICIAL, Role.ELECTED):
        if actor.holds(role, team.scope):
            return actor.acting_as(role, team.scope)
    raise NotAllowed("point.only_its_team", team=team.name)


def _taking_away(actor: Actor, team: Team) -> ActorRef:
    if actor.holds(Role.FACILITATOR, PLACE):
        return actor.acting_as(Role.FACILITATOR, PLACE)
    return acting_for_team(actor, team)
