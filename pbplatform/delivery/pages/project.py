"""The page of one winner, for everybody. Source: docs/rules/delivery.md section 8."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.text_slug import number_of, numbered
from pbplatform.delivery import queries
from pbplatform.delivery.pages.blueprint import bp
from pbplatform.delivery.queries import ProjectView
from pbplatform.delivery.queries.told import looked_back, origin_of, photos_of, promised_steps
from pbplatform.delivery.words import sentences as wording
from pbplatform.delivery.words.history import lines_shown
from pbplatform.delivery.words.next_act import next_act
from pbplatform.promises.queries import checks_of, evidence_of
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.queries.authors import credits_of
from pbplatform.proposals.queries.pictures import with_pictures
from pbplatform.results.queries import won_before
from pbplatform.rounds import queries as rounds
from pbplatform.web.clock import request_now
from pbplatform.web.figures import Bar, Picture
from pbplatform.web.guards import public
from pbplatform.web.presentation import money
from pbplatform.web.sentences import gettext as _


@bp.route("/rounds/<slug>/projects/<project>")
@public
def show(slug: str, project: str) -> ResponseReturnValue:
    """One winner: how it stands, what it is, who owns it, its money, its days, its history."""
    session = db.session()
    number = number_of(project)
    if number is None:
        raise NotFound("project.not_found")
    round_ = rounds.public_round(session, slug)
    try:
        view = queries.project_view(session, round_.id, number, now=request_now())
    except NotFound:
        if won_before(session, round_.id, number):  # the result says that it was counted wrongly
            return redirect(url_for("results.show", slug=slug))
        raise
    if project != numbered(view.number, view.title):
        return redirect(wording.project_url(slug, view.number, view.title), 301)
    news = queries.news_of(session, round_.id, number)
    subject = queries.project_path(slug, number)
    pieces = evidence_of(session, [subject])[subject]
    origin = origin_of(session, view)
    photos = photos_of(pieces)
    return render_template(
        "delivery/show.html",
        view=view,
        path=subject,
        credits=credits_of(session, round_.id, number) if origin.proposal else [],
        origin=origin,
        text_path=proposal_path(slug, number) if origin.proposal else "",
        pictures=with_pictures(origin.ideas),
        act=next_act(view),
        steps=wording.steps_shown(view, news),
        news=lines_shown(news, view.currency, pieces),
        promised=promised_steps(news),
        spending=spending(view),
        photos=photos,
        checks=checks_of(session, [subject], now=request_now())[subject],
        evidence=[each for each in pieces if not each.beside.startswith("step:")],
        stop=queries.stop_of(session, round_.id, number),
        answers=[
            (wording.question_words(question), answer)
            for question, answer in looked_back(news).items()
        ],
    )


def spending(view: ProjectView) -> Picture:
    """Cost on the ballot, budget line and money spent, as bars and as rows of a table."""
    line = view.project
    told = [(_("Cost on the ballot"), view.cost_minor, "have")]
    if line is not None:
        told.append((_("Budget line"), line.line_amount_minor, "have"))
        told.append((_("Spent so far"), line.spent_minor, "solid"))
    most = max(amount for _name, amount, _kind in told) or 1
    return Picture(
        [
            Bar(name, money(amount, view.currency), amount * 100 // most, kind=kind)
            for name, amount, kind in told
        ],
        [[name, money(amount, view.currency)] for name, amount, _kind in told],
    )
