"""The story of a finished project in sentences, each with the page where it stands.

Source: docs/rules/changed.md section 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from pbplatform.changes.queries.story import FromProposal, ProjectStory
from pbplatform.delivery.kinds import News, Step
from pbplatform.delivery.models import ProjectNews
from pbplatform.delivery.queries import present_of, steps_taken
from pbplatform.delivery.queries.told import looked_back
from pbplatform.delivery.words.sentences import question_words, step_name
from pbplatform.links.kinds import LinkKind
from pbplatform.promises.kinds import Verdict
from pbplatform.promises.words.checks import check_sentence
from pbplatform.proposals.queries import IdeaRow
from pbplatform.review.kinds import Stance
from pbplatform.web.marked import marked, named, safe
from pbplatform.web.presentation import long_date, money
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


@dataclass(frozen=True)
class Told:
    """One sentence of the story.

    Attributes:
        url: the page where it stands; `source` names that page.
    """

    sentence: Markup
    url: str
    source: str


@dataclass(frozen=True)
class Chapter:
    """A part of the story; `key` is its anchor."""

    key: str
    title: str
    told: Sequence[Told]


def chapters(story: ProjectStory) -> list[Chapter]:
    """The story in its order; a part of which nothing is tracked says so or is left out."""
    found = [
        Chapter("origin", _("Who said it first"), list(_origin(story))),
        Chapter("proposal", _("How it became a project"), list(_proposal(story))),
        Chapter("vote", _("The vote"), list(_vote(story))),
        Chapter("money", _("The money"), list(_money(story))),
        Chapter("building", _("Building it, day by day"), list(_building(story))),
        Chapter("residents", _("What residents say"), list(_residents(story))),
        Chapter("looked-back", _("What the team says, looking back"), list(_looked_back(story))),
    ]
    return [chapter for chapter in found if chapter.told]


def _told(sentence: str, url: str, source: str) -> Told:
    return Told(marked(sentence), url, source)


def _origin(story: ProjectStory) -> Iterator[Told]:
    proposal = story.proposal
    here = f"/{story.path}"
    if proposal is None:
        known = _("It came with a file of projects. Who said it first is not known here.")
        yield _told(known, here, _("The project"))
        return
    if not proposal.ideas:
        yield _told(_("No idea that everybody can read belongs to it."), here, _("The project"))
    for row in proposal.ideas:
        yield from _idea(story, proposal, row)
    if len(proposal.ideas) > 1:
        people = ngettext(
            "%(num)s person supported one of these ideas or more.",
            "%(num)s different people supported one of these ideas or more.",
            proposal.people,
        )
        yield _told(people, _proposal_url(story), _("The proposal"))


def _idea(story: ProjectStory, proposal: FromProposal, row: IdeaRow) -> Iterator[Told]:
    idea = row.idea
    path = f"{story.round.path}/ideas/{idea.number}"
    url, source = f"/{path}", _("Idea %(number)s", number=idea.number)
    told = safe(title=named(idea.title), who=named(row.byline), day=long_date(idea.sent_at))
    if row.byline:
        yield _told(_("%(who)s sent the idea “%(title)s” on %(day)s.", **told), url, source)
    else:
        told.pop("who")
        sent = _("The idea “%(title)s” was sent on %(day)s. Its author is not named.", **told)
        yield _told(sent, url, source)
    for kind, from_path in proposal.came_from.get(path, ()):
        if kind is LinkKind.GIVEN_AT:
            yield _told(_("It was given at a meeting."), f"/{from_path}", _("The meeting"))
        elif kind is LinkKind.POINT_IDEA:
            yield _told(_("It was a point of a forum before."), f"/{from_path}", _("The point"))
        elif kind is LinkKind.NEXT_YEAR:
            yield _told(_("It had been said in an earlier round."), f"/{from_path}", _("There"))
    supported = ngettext(
        "%(num)s person supported it.", "%(num)s people supported it.", row.supporters
    )
    yield _told(supported, url, source)


def _proposal_url(story: ProjectStory) -> str:
    return f"/{story.round.path}/proposals/{story.view.number}"


def _proposal(story: ProjectStory) -> Iterator[Told]:
    proposal = story.proposal
    if proposal is None:
        return
    url, source = _proposal_url(story), _("The proposal")
    made = safe(committee=named(proposal.committee), day=long_date(proposal.proposal.created_at))
    yield _told(_("The committee %(committee)s wrote it from %(day)s on.", **made), url, source)
    changed = len(proposal.texts) - 1
    if changed:
        words = ngettext(
            "Delegates changed its text once.",
            "Delegates changed its text %(num)s times.",
            changed,
        )
        yield _told(words, f"{url}/history", _("Every version"))
        last = proposal.texts[-1]
        if last.reason:
            why = safe(reason=named(last.reason))
            words = _("Why it was changed last: %(reason)s", **why)
            yield _told(words, f"{url}/history", _("Every version"))
    for row in proposal.costings:
        answered = row.costing.answered_at
        priced = safe(
            team=named(row.team.name),
            price=money(row.costing.price_minor or 0, story.view.currency),
            day=long_date(answered) if answered else "",
        )
        yield _told(_("%(team)s said on %(day)s that it costs %(price)s.", **priced), url, source)
    if proposal.decision is not None:
        names = proposal.decision.names
        counts = safe(
            day=long_date(proposal.decision.decision.decided_on),
            yes=len(names[Stance.FOR]),
            no=len(names[Stance.AGAINST]),
        )
        words = _(
            "On %(day)s the committee put it on the ballot: %(yes)s for, %(no)s against.", **counts
        )
        yield _told(words, url, source)


def _vote(story: ProjectStory) -> Iterator[Told]:
    view = story.view
    url, source = f"/{story.round.path}/results", _("The result")
    cost = safe(cost=money(view.cost_minor, view.currency))
    yield _told(_("On the ballot it cost %(cost)s.", **cost), url, source)
    won = safe(day=long_date(view.won_on))
    if story.result is not None:
        won |= safe(
            votes=ngettext("%(num)s vote", "%(num)s votes", view.votes),
            valid=ngettext("%(num)s valid ballot", "%(num)s valid ballots", story.result.valid),
        )
        words = _("%(valid)s were counted. It won with %(votes)s: result of %(day)s.", **won)
        yield _told(words, url, source)
    else:
        yield _told(_("It won: result of %(day)s.", **won), url, source)


def _money(story: ProjectStory) -> Iterator[Told]:
    project, say = story.view.project, partial(money, currency=story.view.currency)
    if project is None:
        return
    url, source = f"/{story.path}", _("The project")
    line = safe(
        amount=say(project.line_amount_minor),
        number=named(project.line_number),
        year=project.line_year,
        day=long_date(project.line_given_at),
        team=named(story.view.owner),
    )
    words = _(
        "On %(day)s it got %(amount)s: budget line %(number)s of %(year)s, with %(team)s.", **line
    )
    yield _told(words, url, source)
    spent = safe(spent=say(project.spent_minor))
    yield _told(_("%(spent)s was spent, says the team.", **spent), url, source)


def _building(story: ProjectStory) -> Iterator[Told]:
    """Steps that hold and days that were said or moved; what was taken back is not told."""
    held = set(steps_taken(story.news))
    for line in story.news:
        stands = line.kind != News.STEP or (Step(line.step), line.at) in held
        sentence = _line(line, story) if stands else None
        if sentence is not None:
            yield Told(sentence, f"/{story.path}", _("The project"))


def _line(line: ProjectNews, story: ProjectStory) -> Markup | None:
    present = present_of(line, story.news)
    day = long_date(present.day) if present.day else ""
    words = named(present.words)
    at = long_date(line.at)
    if line.kind == News.STEP:
        told = safe(day=at, step=step_name(line.step), words=words)
        if present.words:
            return marked(_("%(day)s: at the step “%(step)s”. %(words)s", **told))
        told.pop("words")
        return marked(_("%(day)s: at the step “%(step)s”.", **told))
    if line.kind == News.NEXT_STEP and day:
        told = safe(at=at, words=words, day=day)
        return marked(_("%(at)s: the team promised this by %(day)s: %(words)s", **told))
    if line.kind == News.DATE and day and line.day_before:
        told = safe(at=at, before=long_date(line.day_before), day=day, words=words)
        sentence = _("%(at)s: the day moved from %(before)s to %(day)s. Why: %(words)s", **told)
        return marked(sentence)
    if line.kind == News.UPDATE:
        return marked(_("%(at)s: %(words)s", **safe(at=at, words=words)))
    return None


def _residents(story: ProjectStory) -> Iterator[Told]:
    for check in story.checks:
        url = f"/checks/{check.check.id}"
        source = _("What people say")
        yield Told(check_sentence(check).html, url, source)
        if not check.said.replies:
            yield _told(_("Nobody answered the question."), url, source)
            continue
        asked, others = check.said.askers, check.said.others
        number = {each: asked.get(each, 0) + others.get(each, 0) for each in Verdict}
        counts = safe(yes=number[Verdict.YES], partly=number[Verdict.PARTLY], no=number[Verdict.NO])
        words = _("“As promised”: %(yes)s say yes, %(partly)s partly, %(no)s no.", **counts)
        yield _told(words, url, source)
    if not story.checks:
        words = _("Residents were not asked: it was called open before we did so.")
        yield _told(words, f"/{story.path}", _("The project"))


def _looked_back(story: ProjectStory) -> Iterator[Told]:
    """What the team answered when it looked back; a question without an answer says so."""
    url, source = f"/{story.path}", _("The project")
    for question, line in looked_back(story.news).items():
        asked = question_words(question)
        if line is None:
            words = _("%(question)s The team did not say.", **safe(question=asked))
        else:
            words = _("%(question)s %(words)s", **safe(question=asked, words=named(line.words)))
        yield _told(words, url, source)
