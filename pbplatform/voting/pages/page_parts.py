"""What the pages of voting share: the round, its frozen ballot, the browser's draft."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request, url_for
from werkzeug import Response

from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.secrets import derive_key
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.domain.ballots import Ballot, Terms
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.queries.reading_order import in_order_of_hour
from pbplatform.voting import queries
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.oddities import Keys
from pbplatform.voting.domain.sealed_words import LONGEST_COOKIE, Draft, SealedWords
from pbplatform.voting.queries.open_round import OpenRound, round_judged, round_shown
from pbplatform.web.clock import request_now

COOKIE = "pb_ballot"
ORDERS = ("shuffled", "title", "area", "cost")


def acting_in_round(actor: Actor, round_: Round, *roles: str) -> ActorRef:
    """The first of `roles` that the person holds in this round; NotAllowed when none."""
    for role in roles:
        if actor.holds(role, round_.scope):
            return actor.acting_as(role, round_.scope)
    raise NotAllowed("role.not_held", role=roles[0])


@dataclass(frozen=True)
class BallotPage:
    """A round as its voters meet it.

    Attributes:
        projects: in the order asked for; the browser shuffles them again for its reader.
        fingerprint: the first letters of the frozen definition's hash.
        judged: where nobody read the round for this page: as it was judged for an earlier vote.
    """

    round_: Round
    projects: tuple[BallotProject, ...]
    fingerprint: str = ""
    judged: OpenRound | None = None

    @property
    def kind(self) -> type[Ballot]:
        """The kind of every ballot of the round."""
        return self.round_.ballot

    @property
    def most(self) -> int | None:
        """How many projects may be chosen; None for as many as one likes."""
        return self.round_.max_choices

    @property
    def terms(self) -> Terms:
        """What a ballot is judged by, here as at the opening."""
        if self.round_.definition is not None:
            return self.round_.definition.told.terms
        costs = {project.number: project.cost_minor for project in self.projects}
        return Terms(costs, self.round_.money_minor, self.most)

    @property
    def fullest(self) -> Ballot:
        """A vote for everything: the longest page there is."""
        return self.kind.fullest(self.terms)

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(project.number for project in self.projects)

    @property
    def withdrawn(self) -> frozenset[int]:
        """Numbers of projects that are on the list and cannot be chosen any more."""
        return frozenset(self.round_.in_force.withdrawn)

    def standing(self, marks: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
        """What a form told, without what was withdrawn since its page was made."""
        return [mark for mark in marks if mark[0] not in self.withdrawn]

    def url_of(self, project: BallotProject) -> str:
        """Where one reads more; imported projects have no page of their own."""
        here = f"/rounds/{self.round_.slug}"
        return here if project.source_id else f"{here}/proposals/{project.number}"

    def bar_segments(self, chosen: Collection[int]) -> list[float]:
        """Whole-bar shares in per cent: of the choices one has, else of the money."""
        picked = self.chosen(chosen)
        if self.most:
            return [100 / self.most for _project in picked[: self.most]]
        whole = max(self.round_.money_minor, sum(project.cost_minor for project in picked))
        return [100 * project.cost_minor / whole for project in picked]

    def chosen(self, numbers: Collection[int]) -> list[BallotProject]:
        """The projects of these numbers, by number."""
        return sorted(
            (project for project in self.projects if project.number in numbers),
            key=lambda project: project.number,
        )

    def cost_minor(self, vote: Ballot) -> int:
        """What the projects that it names cost together."""
        return sum(project.cost_minor for project in self.chosen(vote.numbers))

    def check(self, ballot: Ballot, *, unfinished: bool = False) -> None:
        """Raise the Conflict to show when this would not count as a vote of this round.

        Args:
            unfinished: it may still name too many.
        """
        if gone := sorted(self.withdrawn & set(ballot.numbers)):
            told = ", ".join(map(str, gone))
            raise Conflict("vote.project_withdrawn", field="project", numbers=told)
        terms = self.terms.without_limit if unfinished else self.terms
        if fault := next(ballot.faults(terms), None):
            raise fault.refusal


def ballot_page(slug: str, order: str = "shuffled") -> BallotPage:
    """The round and its projects; NotFound for a draft as for one that is not."""
    round_ = rounds.public_round(db.session(), slug)
    projects = rounds.ballot_projects(db.session(), round_.id)
    frozen = round_.definition
    if order == "title":
        projects.sort(key=lambda project: project.title.casefold())
    elif order == "area":
        projects.sort(key=lambda project: (project.area.casefold(), project.number))
    elif order == "cost":
        projects.sort(key=lambda project: (project.cost_minor, project.number))
    else:
        projects = in_order_of_hour(projects, slug, request_now())
    fingerprint = frozen.sha256.hex()[:16] if frozen else ""
    return BallotPage(round_, tuple(projects), fingerprint)


def ballot_as_judged(slug: str) -> BallotPage | None:
    """The round of a vote that is sent, as the vote before it found it; None where none came.

    Good to prepare by, and for no page: only the cast knows whether the round still is that one.
    """
    found = round_judged(slug)
    return None if found is None else BallotPage(found.round_, (), judged=found)


def ballot_to_cast(slug: str) -> BallotPage:
    """The round of a vote that is sent, without the rows of its projects: what is frozen is enough.

    Source: docs/rules/voting.md section 17.
    """
    found = round_shown(db.session(), slug)
    if found is None or found.round_.published_at is None:
        return ballot_page(slug)
    return BallotPage(found.round_, ())


def sealed_words(ballot: BallotPage) -> SealedWords:
    settings = current_app.extensions["settings"]
    secrets = (settings.secret_key, settings.secret_key_previous)
    return SealedWords(secrets, ballot.round_.slug, ballot.kind)


def read_draft(ballot: BallotPage) -> Draft:
    """What this browser remembers."""
    return sealed_words(ballot).read_draft(request.cookies.get(COOKIE, ""))


def keep_draft(response: Response, ballot: BallotPage, draft: Draft, now: datetime) -> None:
    """Let this browser remember until the close; the cookie goes only to the pages of this vote.

    Raises:
        Conflict: more choices than a cookie can hold.
    """
    slug, until = ballot.round_.slug, ballot.round_.closes_at
    words = sealed_words(ballot).write_draft(draft, ballot.terms)
    if len(words) > LONGEST_COOKIE:
        raise Conflict("vote.draft_too_long", field="project")
    response.set_cookie(
        COOKIE,
        words,
        max_age=max(int((until - now).total_seconds()), 1),
        path=url_for("voting.choose", slug=slug),
        secure=current_app.extensions["settings"].secure_cookies,
        httponly=True,
        samesite="Lax",
    )


def forget_draft(response: Response, slug: str) -> None:
    if COOKIE in request.cookies:  # it comes to every page of its vote
        response.delete_cookie(COOKIE, path=url_for("voting.choose", slug=slug))


def code_keys() -> list[bytes]:
    """Keys of letter codes, the present one first."""
    settings = current_app.extensions["settings"]
    given = (settings.secret_key, settings.secret_key_previous)
    return [derive_key(secret, "letter-codes") for secret in given if secret]


def key_store() -> KeyStore:
    return KeyStore(current_app.extensions["settings"].key_dir)


def keys_of_box(*, by_trustees: bool = False) -> Keys:
    """What is known of the folder in which the key of a box will lie."""
    said = bool(current_app.extensions["settings"].key_copy)
    return Keys(writable=key_store().is_writable, copy_said=said or by_trustees)


def votes_once(ballot: BallotPage, draft: Draft) -> bool:
    """A letter that took the place of a lost one puts in a first vote and changes none."""
    return queries.letter_was_replaced(
        db.session(), round_id=ballot.round_.id, voter_no=draft.voter_no
    )
