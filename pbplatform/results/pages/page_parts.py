"""What the pages of a result share: finding it, waiting for it, answers that never change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import Response, render_template, request

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.results import queries
from pbplatform.results.models import Result
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.standing import late_since, what_stops
from pbplatform.rounds.words.next_act import next_act
from pbplatform.rounds.words.status import moment, result_due, state_sentence
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now

_BLOCK = 64 * 1024
RETRY_SECONDS = 60


def published(slug: str) -> tuple[Round, Result]:
    """A round with its result.

    Raises:
        NotFound: it has none yet.
    """
    round_ = rounds.public_round(db.session(), slug)
    result = queries.result_of(db.session(), round_.id)
    if result is None:
        raise NotFound("result.not_published")
    return round_, result


def waiting_page(round_: Round) -> str:
    """The page before the count: who acts next, and no figure."""
    now = request_now()
    return render_template(
        "results/waiting.html",
        round=round_,
        phase=round_.phase(now),
        state=round_.state(now),
        late=late_since(round_, now) is not None,
        sentence=state_sentence(round_, now),
        due=result_due(round_, now),
        act=next_act(round_, now, what_stops(db.session(), round_, now)),
        moment=moment,
    )


def being_prepared(round_: Round) -> Response:
    """The files of a large count are not there yet: says so, and when to ask again."""
    page = render_template("results/being_prepared.html", round=round_)
    response = no_store((page, 503))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def kept_for_ever(result: Result, tag: str) -> Response:
    """An answer that never changes; 304 for who has it already."""
    answer = Response()
    answer.set_etag(tag)
    answer.cache_control.public = True
    answer.cache_control.max_age = int(timedelta(days=1).total_seconds())
    answer.last_modified = result.counted_at
    if request.if_none_match.contains(tag):
        answer.status_code = 304
    return answer


def in_blocks(content: bytes) -> Iterator[bytes]:
    """A file piece by piece."""
    for start in range(0, len(content), _BLOCK):
        yield content[start : start + _BLOCK]
