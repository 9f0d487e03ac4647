"""A round of the demonstration from its first day to its frozen ballot, through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pbplatform.core.money import Currency
from pbplatform.demo.people import Role, grant
from pbplatform.demo.pictures import Scene
from pbplatform.demo.plot.projects import Plot
from pbplatform.demo.round_plots import RoundPlot
from pbplatform.demo.trustee_acts import sheets
from pbplatform.demo.world import Act, World
from pbplatform.proposals import services as proposals
from pbplatform.proposals.kinds import NotTaken
from pbplatform.review import services as review
from pbplatform.rounds import services as rounds
from pbplatform.rounds.domain.money_left import MoneyLeft
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.services.open_vote import freeze_and_open

POUND = Currency("GBP", 2)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUESTIONS = "Can it be done? What does it cost, once and each year? How long does it take?"


def set_up(plot: RoundPlot) -> Act:
    """The round, its committees and delegates."""

    def run(world: World, now: datetime) -> None:
        bea = world.acting("bea", "facilitator")
        with world.write() as session:
            round_ = rounds.create_round(
                session,
                actor=bea,
                name=plot.name,
                slug=plot.slug,
                summary=plot.summary,
                who_can_vote=plot.who,
                money_minor=plot.money * 100,
                currency=POUND,
                dates=plot.dates,
                max_choices=plot.max_choices,
                rule=plot.rule.to_dict(),
                money_left=MoneyLeft.BUDGET,
            )
            world.ids[plot.slug] = round_.id
            rounds.publish_round(session, actor=bea, round_id=round_.id, now=now)
            for committee in plot.committees:
                made = rounds.add_committee(
                    session, actor=bea, round_id=round_.id, name=committee.name, now=now
                )
                world.ids[f"{plot.slug}/{committee.slug}"] = made.id
                for key in committee.delegates:
                    grant(world, session, key, Role("delegate", plot.scope(committee)), now)

    return Act(plot.begins, run)


def declare(plot: RoundPlot, at: datetime | None = None) -> Act:
    """Every delegate says whether they stand to gain from an idea; nobody does."""

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            for committee in plot.committees:
                for key in committee.delegates:
                    review.declare_interests(
                        session,
                        actor=world.acting(key, "delegate", plot.scope(committee)),
                        committee_id=world.ids[f"{plot.slug}/{committee.slug}"],
                        interests={},
                        now=now,
                    )

    return Act(at or plot.claims - HOUR, run)


def send(
    plot: RoundPlot,
    key: str,
    author: str,
    facts: proposals.IdeaFacts,
    at: datetime,
    scene: Scene | None = None,
) -> Act:
    """Somebody sends an idea, with a picture where there is a scene."""

    def run(world: World, now: datetime) -> None:
        picture = world.put_picture(scene.webp()) if scene else None
        with world.write() as session:
            given = facts
            if scene and picture:
                world.keep_picture(session, picture, now)
                given = replace(facts, photo=picture.digest, photo_alt=scene.alt)
            idea = proposals.send_idea(
                session,
                actor=world.resident(author),
                round_id=world.ids[plot.slug],
                facts=given,
                now=now,
            )
            world.ids[f"{plot.slug}:idea:{key}"] = idea.id
            world.ids[f"{plot.slug}:idea-number:{key}"] = idea.number

    return Act(at, run)


def publish(plot: RoundPlot, key: str, at: datetime) -> Act:
    """Bea publishes an idea."""

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            proposals.publish_idea(
                session,
                actor=world.acting("bea", "facilitator"),
                idea_id=world.ids[f"{plot.slug}:idea:{key}"],
                now=now,
            )

    return Act(at, run)


def support(plot: RoundPlot, key: str, people: tuple[str, ...], at: datetime) -> Act:
    """Some people support an idea."""

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            for person in people:
                proposals.support_idea(
                    session,
                    actor=world.resident(person),
                    idea_id=world.ids[f"{plot.slug}:idea:{key}"],
                    now=now,
                )

    return Act(at, run)


def idea_facts(world_area: int | None, plot: Plot) -> proposals.IdeaFacts:
    """What the author of a project's first idea wrote."""
    return proposals.IdeaFacts(
        title=plot.title,
        text=plot.idea,
        area_id=world_area,
        who_benefits=plot.benefits,
        relations=plot.relations,
    )


def claim(plot: RoundPlot, project: Plot, at: datetime) -> Act:
    """A delegate claims a project's ideas for the committee."""
    committee = plot.committee_of(project)

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            for key in idea_keys(project):
                review.claim_idea(
                    session,
                    actor=world.acting(committee.delegates[0], "delegate", plot.scope(committee)),
                    idea_id=world.ids[f"{plot.slug}:idea:{key}"],
                    committee_id=world.ids[f"{plot.slug}/{committee.slug}"],
                    now=now,
                )

    return Act(at, run)


def idea_keys(project: Plot) -> list[str]:
    """Keys of the ideas that a project is made of."""
    return [project.key, *(f"{project.key}+{number}" for number in range(len(project.also)))]


def write_up(plot: RoundPlot, project: Plot, at: datetime) -> Act:
    """A delegate makes one proposal of the claimed ideas."""
    committee = plot.committee_of(project)

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            made = review.create_proposal(
                session,
                actor=world.acting(committee.delegates[0], "delegate", plot.scope(committee)),
                committee_id=world.ids[f"{plot.slug}/{committee.slug}"],
                idea_numbers=[
                    world.ids[f"{plot.slug}:idea-number:{key}"] for key in idea_keys(project)
                ],
                facts=proposals.ProposalFacts(
                    title=project.title,
                    text=project.text,
                    summary=project.summary,
                    area_id=world.ids[f"area:{project.area}"],
                    who_benefits=project.benefits,
                    breakers_answer=project.breakers,
                    makers_answer=project.makers,
                    drawing=project.drawing,
                ),
                now=now,
            )
            world.ids[f"{plot.slug}:proposal:{project.key}"] = made.id
            world.ids[f"{plot.slug}:number:{project.key}"] = made.number

    return Act(at, run)


def ask_price(plot: RoundPlot, project: Plot, at: datetime) -> Act:
    """A delegate asks a team what it costs."""
    committee = plot.committee_of(project)

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            costing = review.ask_costing(
                session,
                actor=world.acting(committee.delegates[0], "delegate", plot.scope(committee)),
                proposal_id=world.ids[f"{plot.slug}:proposal:{project.key}"],
                team_id=world.ids[f"team:{project.team}"],
                questions=QUESTIONS,
                now=now,
            )
            world.ids[f"{plot.slug}:costing:{project.key}"] = costing.id

    return Act(at, run)


def give_price(plot: RoundPlot, project: Plot, at: datetime) -> Act:
    """The team's official answers."""

    def run(world: World, now: datetime) -> None:
        pence = project.price * 100
        with world.write() as session:
            review.answer_costing(
                session,
                actor=world.acting(
                    world.official(project.team), "official", f"team:{project.team}"
                ),
                costing_id=world.ids[f"{plot.slug}:costing:{project.key}"],
                answer=review.CostingAnswer(
                    verdict="yes",
                    low_minor=pence * 9 // 10,
                    likely_minor=pence,
                    high_minor=pence * 11 // 10,
                    price_minor=pence,
                    yearly_minor=project.yearly * 100,
                    yearly_payer=world_team(project.team) if project.yearly else "",
                    months=project.months,
                    included="Design, work and a tenth kept for surprises.",
                    sure=project.sure,
                ),
                now=now,
            )

    return Act(at, run)


def world_team(slug: str) -> str:
    """A team's name from its slug."""
    return slug.replace("-", " ").capitalize()


def decide(plot: RoundPlot, project: Plot, at: datetime) -> Act:
    """The committee puts the proposal on the ballot; all but one are for it."""
    words = "People need it, it can be done, and the price is known."
    return _decide(plot, project, "", words, at)


def turn_down(plot: RoundPlot, project: Plot, reason: NotTaken, words: str, at: datetime) -> Act:
    """The committee does not put it on the ballot; all but one are for turning it down."""
    return _decide(plot, project, reason, words, at)


def _decide(plot: RoundPlot, project: Plot, reason: str, words: str, at: datetime) -> Act:
    committee = plot.committee_of(project)

    def run(world: World, now: datetime) -> None:
        first, *others = committee.delegates
        with world.write() as session:
            votes = {world.accounts[first]: "for"} | {
                world.accounts[key]: "for" if place else "abstained"
                for place, key in enumerate(others)
            }
            proposal_id = world.ids[f"{plot.slug}:proposal:{project.key}"]
            review.record_decision(
                session,
                actor=world.acting(first, "delegate", plot.scope(committee)),
                proposal_id=proposal_id,
                onto_ballot=not reason,
                votes=votes,
                decided_on=now.date(),
                words=words,
                reason=reason,
                now=now,
            )
            for key in others:
                dele = world.acting(key, "delegate", plot.scope(committee))
                review.confirm_decision(session, actor=dele, proposal_id=proposal_id, now=now)

    return Act(at, run)


def freeze(plot: RoundPlot, at: datetime) -> Act:
    """Bea freezes the ballot."""

    def run(world: World, now: datetime) -> None:
        found = sheets(world.key_dir, plot.slug)
        urn_key = found[0].key if found else KeyStore(world.key_dir).make(plot.slug)
        with world.write() as session:
            freeze_and_open(
                session,
                actor=world.acting("bea", "facilitator"),
                round_id=world.ids[plot.slug],
                urn_key=urn_key,
                now=now,
            )

    return Act(at, run)


def ideas_to_ballot(plot: RoundPlot) -> list[Act]:
    """Every act from the first day to the frozen ballot."""
    acts = [set_up(plot), declare(plot)]
    for place, project in enumerate(plot.projects):
        sent = plot.dates.ideas_open_at + DAY * (1 + 3 * place) + HOUR * 2
        acts += _ideas_of(plot, project, sent)
        claimed = plot.claims + DAY * (place // 2) + HOUR * (place % 2)
        acts += [
            claim(plot, project, claimed),
            write_up(plot, project, claimed + DAY * 7),
            ask_price(plot, project, claimed + DAY * 8),
            give_price(plot, project, claimed + DAY * 15),
            decide(plot, project, plot.decides + HOUR * place / 2),
        ]
    acts.append(freeze(plot, plot.dates.review_close_at + DAY))
    return acts


def _ideas_of(plot: RoundPlot, project: Plot, sent: datetime) -> list[Act]:
    """The first idea of a project, those that were joined in, and their supporters."""
    crowd = ("nadia", "kofi", "mei", "joan", "tariq", "george", "priya", "sam", "leila", "owen")
    count = max(round(project.share / 5), 1)
    fans = tuple(person for person in crowd if person != project.author)[:count]
    acts = [
        _first_idea(plot, project, sent),
        publish(plot, project.key, sent + DAY),
        support(plot, project.key, fans, sent + DAY * 2),
    ]
    for number, (author, title, text) in enumerate(project.also):
        key = f"{project.key}+{number}"
        facts = proposals.IdeaFacts(title=title, text=text)
        acts += [
            send(plot, key, author, facts, sent + HOUR * (number + 3)),
            publish(plot, key, sent + DAY + HOUR),
        ]
    return acts


def _first_idea(plot: RoundPlot, project: Plot, sent: datetime) -> Act:
    def run(world: World, now: datetime) -> None:
        facts = idea_facts(world.ids[f"area:{project.area}"], project)
        send(plot, project.key, project.author, facts, sent).run(world, now)

    return Act(sent, run)
