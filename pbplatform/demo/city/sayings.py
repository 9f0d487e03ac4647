"""What people of the city say at forums, and what officials answer."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from pbplatform.demo.city.names import filled
from pbplatform.points.domain.composing import AnswerText, PromiseText, ReasonText
from pbplatform.points.kinds import AnswerType, PointKind, ReasonCode


@dataclass(frozen=True)
class Topic:
    """Something that people raise, in patterns, and the team that answers."""

    kind: PointKind
    title: str
    words: tuple[str, ...]
    team: str


_R, _Q, _C = PointKind.REQUEST, PointKind.QUESTION, PointKind.CONCERN
TOPICS = (
    Topic(
        _R,
        "Mend the pavement on {street}",
        (
            "The slabs on {street} rock. My aunt fell near {other} and broke her wrist.",
            "A pram cannot pass on {street} since the roots lifted the pavement.",
        ),
        "highways",
    ),
    Topic(
        _R,
        "Bins on {street} are not emptied",
        (
            "The bins on {street} were full for {n} days. There are rats by {other}.",
            "Nobody came to {street} in two weeks, and the bags are torn open every night.",
        ),
        "environment",
    ),
    Topic(
        _C,
        "Speeding on {street}",
        (
            "Cars go much too fast on {street} after ten at night, above all on a {day}.",
            "We counted {n} cars in an hour on {street} that were faster than allowed.",
        ),
        "community-safety",
    ),
    Topic(
        _Q,
        "When will the lamps on {street} work?",
        (
            "{street} has been dark since {month}. I reported it {few} times.",
            "Which day will somebody come to the lamps between {street} and {other}?",
        ),
        "highways",
    ),
    Topic(
        _Q,
        "Who decides about the rent at {hall}?",
        (
            "Our group pays more at {hall} from {month} on. Nobody told us why.",
            "We use {hall} on a {day}. Who sets what it costs, and can we ask for less?",
        ),
        "libraries-and-culture",
    ),
    Topic(
        _R,
        "Open the gate of {park} earlier",
        (
            "I walk to work at six and the gate of {park} is locked, so I walk along {street}.",
            "The gate at {street} was always open. Since {month} it is shut until eight.",
        ),
        "parks",
    ),
    Topic(
        _C,
        "Damp in the flats on {street}",
        (
            "There is mould in {n} flats on {street}. The children cough all winter.",
            "I reported the damp in {month}. Somebody took pictures and never came back.",
        ),
        "housing",
    ),
    Topic(
        _Q,
        "How many school places are there near {street}?",
        (
            "They build {n} flats on {street}. Where will the children go to school?",
            "{hall} is full. My daughter would have to take {few} buses.",
        ),
        "children-and-schools",
    ),
    Topic(
        _R,
        "A later bus to {street}",
        (
            "The last bus to {street} leaves at nine. Nurses finish at ten.",
            "On a {day} there is no bus at all between {street} and {other}.",
        ),
        "transport",
    ),
    Topic(
        _C,
        "The tower planned on {street}",
        (
            "A house of {n} floors on {street} would take the light of {park}.",
            "We learned of the plans for {street} from a poster on a lamp post.",
        ),
        "planning",
    ),
    Topic(
        _R,
        "A lunch for older people at {hall}",
        (
            "My mother eats alone {few} days a week. A lunch at {hall} would help many.",
            "The lunch at {hall} ended in {month}. People ask me every {day} where it went.",
        ),
        "adult-care",
    ),
    Topic(
        _C,
        "Smoke outside {hall}",
        (
            "Children walk through smoke to get into {hall}.",
            "Engines run outside {hall} for {n} minutes every morning.",
        ),
        "public-health",
    ),
    Topic(
        _Q,
        "Why is the pool closed on a {day}?",
        (
            "The pool near {street} is shut every {day} since {month}. Why?",
            "My swimming group had the {day} for {n} years. Who gave it away?",
        ),
        "leisure-and-sport",
    ),
    Topic(
        _R,
        "Dropped kerbs between {street} and {other}",
        (
            "I use a wheelchair and have to ride on the road from {street} to {other}.",
            "There are {few} kerbs on the way to {hall} that nobody with wheels gets over.",
        ),
        "highways",
    ),
    Topic(
        _R,
        "More bins for {park}",
        (
            "After a warm {day} the rubbish of {park} lies in the pond.",
            "{park} has {few} bins, all at one gate.",
        ),
        "parks",
    ),
    Topic(
        _Q,
        "What happens with the shop on {street}?",
        (
            "The shop on {street} stands empty since {month}. It belongs to the council.",
            "Could our group use the empty shop at {street} until somebody rents it?",
        ),
        "planning",
    ),
)

_SENTENCES = {
    AnswerType.YES: (
        "Yes. We do it by {month}.",
        "Yes, and we begin with {street}.",
        "We agree, and it is in this year’s list of works.",
        "Yes. You were right to ask, and it will be done.",
    ),
    AnswerType.PART: (
        "A part of it: the end near {street}.",
        "Not everywhere, but where most people told us of it.",
        "We can do the first half this year.",
    ),
    AnswerType.ALREADY: (
        "That is done since {month}.",
        "It was finished before your point reached us.",
        "It is under way: the works on {street} began on a {day}.",
    ),
    AnswerType.NO: (
        "No, not this year.",
        "No. We looked at it with care and cannot do it.",
        "No, and we want to say plainly why.",
    ),
    AnswerType.ANSWER: (
        "The answer is shorter than the wait for it: from {month} on.",
        "The committee decides, in public, four times a year.",
        "It depends on {street}, and this is how.",
        "There are {n}, and the list is on our page.",
    ),
}
_LOOKED = (
    "An inspector walked from {street} to {other} on a {day} and wrote down {n} places.",
    "We read what {n} people told us about {street} since {month}.",
    "Our engineers measured {street} for {few} weeks, at all hours of the day.",
    "We asked the people who work at {hall}, and {few} of them see it as you do.",
    "The last time anybody counted near {other} was {few} years ago, so we counted again.",
    "We compared {street} with {n} other streets of the same kind.",
    "The records of {hall} go back to {month} and show what you describe.",
    "Two of us came on a {day} evening and stood at the corner of {other} for an hour.",
    "We spoke with the school run by {hall} and with shops on {street}.",
    "The map of complaints has {n} marks around {park}, most of them from {month}.",
    "We looked at the contract for {park}, which names {n} visits a year.",
    "A surveyor took {n} pictures along {street} and found {few} faults.",
    "We went through the budget line by line and found £{n},000 that is not tied.",
    "The police told us of {few} accidents on {other}, none of them with a child.",
)
_NEXT = (
    "Whoever wants to see the list can ask at {hall} on any {day}.",
    "We write to every house on {street} before anything is dug up.",
    "Work on {other} comes first, because people were hurt there.",
    "Please tell us at the next meeting if {street} looks no better by {month}.",
    "The page about {park} has the drawings and the name of who looks after them.",
    "From {month} on somebody checks it every {day}, and writes down what they find.",
    "We have asked our colleagues who look after {other} to do the same.",
    "It takes about {n} days, and the road stays open on one side.",
    "If it rains for long we begin {few} weeks later, and say so here.",
    "Until then a sign at {street} says where to go.",
    "The neighbours of {park} have asked for another day, and we agreed.",
    "We know that {n} days are long, and are sorry for it.",
)
_PROMISES = (
    "Mend what was found on {street}",
    "Put {few} more of them up near {other}",
    "Check {street} every {day} and publish what is found",
    "Meet the people of {hall} and agree on a day",
    "Write to every house on {street}",
    "Finish the works between {street} and {other}",
)
_WHY = (
    (
        ReasonCode.MONEY,
        (
            "About £{n},000 that no budget for {street} has.",
            "£{n},000, as {hall} cost in {month}.",
        ),
        ("Money from a fund of {park}.", "A cheaper way, like that on {other}."),
    ),
    (ReasonCode.SAFETY, ("",), ("Another place, away from {street}.", "A wider {other}.")),
    (ReasonCode.LAW, ("",), ("A change of the law before {month}.", "A new order for {street}.")),
    (
        ReasonCode.POWER,
        ("{street} belongs to the railway.", "The water firm owns {park}."),
        ("A yes from the owner, whom we ask in {month}.", "A sale, of which {hall} would hear."),
    ),
    (
        ReasonCode.OTHER,
        ("The ground below {park} is too wet.", "The wall of {hall} has {few} cracks."),
        ("Drains, which come in {few} years.", "Repairs, for which {other} waits, too."),
    ),
)


def title_of(topic: Topic, dice: random.Random) -> str:
    return filled(topic.title, dice)


def words_of(topic: Topic, dice: random.Random) -> str:
    return filled(dice.choice(topic.words), dice)


def answer_to(kind: str, post: str, today: date, due: date, dice: random.Random) -> AnswerText:
    """An answer to a point of a kind, as officials of the city write.

    Args:
        post: of whoever promises.
        due: day of what is promised, where something is.
    """
    sort = _sort(kind, dice)
    sentence = filled(dice.choice(_SENTENCES[sort]), dice)
    long = sort is not AnswerType.ALREADY and dice.random() < 0.7
    reasons: tuple[ReasonText, ...] = ()
    if sort in (AnswerType.NO, AnswerType.PART):
        code, details, changes = dice.choice(_WHY)
        detail, change = dice.choice(details), dice.choice(changes)
        reasons = (ReasonText(code, filled(detail, dice), filled(change, dice)),)
    promises: tuple[PromiseText, ...] = ()
    if sort in (AnswerType.YES, AnswerType.PART):
        promises = (PromiseText(filled(dice.choice(_PROMISES), dice), post, max(due, today)),)
    return AnswerText(
        kind=sort,
        sentence=sentence,
        explanation=_explained(dice) if long else "",
        link=f"https://hackford.example/works/{dice.randint(100, 9999)}"
        if sort is AnswerType.ALREADY
        else "",
        reasons=reasons,
        promises=promises,
    )


def _explained(dice: random.Random) -> str:
    return " ".join(filled(dice.choice(part), dice) for part in (_LOOKED, _LOOKED, _NEXT))


def _sort(kind: str, dice: random.Random) -> AnswerType:
    if kind == PointKind.QUESTION:
        return AnswerType.ANSWER if dice.random() < 0.9 else AnswerType.ALREADY
    sorts = (AnswerType.YES, AnswerType.PART, AnswerType.ALREADY, AnswerType.NO)
    return dice.choices(sorts, (7, 4, 45, 44))[0]
