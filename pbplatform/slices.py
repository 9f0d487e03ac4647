"""Every slice, the lowest first. A new slice is a folder and one line here."""

from __future__ import annotations

from pbplatform.accounts import slice as accounts
from pbplatform.audit import slice as audit
from pbplatform.carry import slice as carry
from pbplatform.changes import slice as changes
from pbplatform.core.concerned import announce_concerned
from pbplatform.core.texts import announce_texts
from pbplatform.core.thread import announce_threads, announce_ties
from pbplatform.core.undecided import announce_hand_check, announce_paper
from pbplatform.delivery import slice as delivery
from pbplatform.demo import slice as demo
from pbplatform.forums import slice as forums
from pbplatform.front import slice as front
from pbplatform.intake import slice as intake
from pbplatform.letters import slice as letters
from pbplatform.links import slice as links
from pbplatform.moderation import slice as moderation
from pbplatform.notices import slice as notices
from pbplatform.paper import slice as paper
from pbplatform.places import slice as places
from pbplatform.points import slice as points
from pbplatform.promises import slice as promises
from pbplatform.proposals import slice as proposals
from pbplatform.reopening import slice as reopening
from pbplatform.results import slice as results
from pbplatform.review import slice as review
from pbplatform.rounds import slice as rounds
from pbplatform.trustees import slice as trustees
from pbplatform.venues import slice as venues
from pbplatform.voting import slice as voting
from pbplatform.web import slice as web
from pbplatform.web.refusals import announce_refusals
from pbplatform.web.slices import Slice

SLICES: tuple[Slice, ...] = (
    web.SLICE,
    audit.SLICE,
    accounts.SLICE,
    places.SLICE,
    links.SLICE,
    moderation.SLICE,
    rounds.SLICE,
    forums.SLICE,
    promises.SLICE,
    points.SLICE,
    trustees.SLICE,
    proposals.SLICE,
    review.SLICE,
    voting.SLICE,
    venues.SLICE,
    paper.SLICE,
    reopening.SLICE,
    results.SLICE,
    delivery.SLICE,
    changes.SLICE,
    carry.SLICE,
    intake.SLICE,
    letters.SLICE,
    notices.SLICE,
    front.SLICE,
    demo.SLICE,
)

# Commands say refusals and decide about texts also before there is an application, and services
# tell who is concerned. How things stand is told by mails too.
for _slice in SLICES:
    announce_refusals(_slice.refusals)
    announce_concerned(_slice.concerned)
    announce_texts(_slice.texts)
    announce_threads(_slice.threads)
    if _slice.ties:
        announce_ties(_slice.ties)
    if _slice.paper:
        announce_paper(_slice.paper)
    if _slice.hand_check:
        announce_hand_check(_slice.hand_check)
