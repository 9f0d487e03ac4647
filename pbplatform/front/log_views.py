"""Pages of the public log: in words, byte for byte, whole. Source: docs/rules/audit.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any

from flask import (
    Blueprint,
    Response,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from pbplatform.audit import queries as audit
from pbplatform.audit.domain.tree import leaf_hash
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.trees import newest_checkpoint
from pbplatform.audit.queries.witnesses import watched
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.local_time import end_of_day, parse_date
from pbplatform.core.whole import whole
from pbplatform.forums import queries as forums
from pbplatform.front.log_tiles import signed_with
from pbplatform.front.log_words import (
    LogLine,
    everybody_may_open,
    line_of,
    log_names,
    log_words,
)
from pbplatform.front.watchers import beside_us
from pbplatform.moderation.queries.served_log import bodies_served, words_served
from pbplatform.moderation.queries.veil import veil_over
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.queries.listed import listed_in_public
from pbplatform.voting.domain.sealing import box_code
from pbplatform.voting.kinds import VoteLog
from pbplatform.web.clock import request_now
from pbplatform.web.figures import Option
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import public
from pbplatform.web.presentation import long_date, short_date
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import word_of
from pbplatform.web.streaming import while_sent

bp = Blueprint("log", __name__)
PER_PAGE = 50
HASHES_PER_PAGE = 200
DAYS_OFFERED = 31


@dataclass(frozen=True)
class Wanted:
    """What the reader asked to see; empty values mean everything."""

    about: str
    family: str
    day: date | None
    before: int | None


EVERYTHING = Wanted(about="", family="", day=None, before=None)


def asked_for() -> Wanted:
    """What the address narrows the log to."""
    family = request.args.get("family", "")
    try:
        day = parse_date(request.args.get("day", ""))
    except ValueError:
        day = None
    return Wanted(
        about=request.args.get("about", ""),
        family=family if family in log_words().families else "",
        day=day,
        before=request.args.get("before", type=whole),
    )


def subjects_of_log() -> dict[str, str]:
    """Rounds and forums by the path that their entries begin with, with their names."""
    session = db.session()
    found = {round_.path: round_.name for round_ in listed_in_public(session)}
    return found | {forum.path: forum.name for forum in forums.forums(session)}


def span_of(day: date) -> tuple[datetime, datetime]:
    """A day of the place, from its first instant to the first of the next, in UTC."""
    timezone = current_frame().timezone
    first = datetime.combine(day, time(), timezone).astimezone(UTC)
    return first, end_of_day(day, timezone)


def _by_day(lines: Iterable[LogLine]) -> list[tuple[str, list[LogLine]]]:
    timezone = current_frame().timezone

    def day_of(line: LogLine) -> date | None:
        return line.at.astimezone(timezone).date() if line.at else None

    return [
        (long_date(day) if day else "", list(group)) for day, group in groupby(lines, key=day_of)
    ]


def _name_of(subject: str, subjects: dict[str, str]) -> str:
    path = "/".join(subject.split("/")[:2])
    return subjects.get(path, "")


@dataclass(frozen=True)
class Options:
    """What each filter offers: value and words, the first shows everything."""

    about: list[Option]
    family: list[Option]
    day: list[Option]


def _options(wanted: Wanted, subjects: dict[str, str], today: date) -> Options:
    days = [today - timedelta(days=back) for back in range(DAYS_OFFERED)]
    if wanted.day and wanted.day not in days:
        days.insert(0, wanted.day)
    names = log_words().families
    families = [(key, word_of("families of the log", names, key)) for key in names]
    return Options(
        about=[("", _("Everything")), *subjects.items()],
        family=[("", _("All kinds")), *families],
        day=[("", _("Any day")), *((day.isoformat(), short_date(day)) for day in days)],
    )


@bp.route("/log")
@public
def site() -> ResponseReturnValue:
    """The site log in words, newest first."""
    session = db.session()
    wanted, subjects = asked_for(), subjects_of_log()
    if wanted.about not in subjects:
        wanted = Wanted("", wanted.family, wanted.day, wanted.before)
    entries = audit.search(
        session,
        about=wanted.about,
        family=wanted.family,
        span=span_of(wanted.day) if wanted.day else None,
        before=wanted.before,
        newest=PER_PAGE + 1,
    )
    names, sealed = log_names(session), newest_checkpoint(session, log=SITE)
    lines = [line_of(entry, names) for entry in veiled(entries[:PER_PAGE])]
    today = request_now().astimezone(current_frame().timezone).date()
    return render_template(
        "front/log.html",
        days=_by_day(lines),
        about_of={line.idx: _name_of(line.subject, subjects) for line in lines},
        wanted=wanted,
        subjects=subjects,
        options=_options(wanted, subjects, today),
        size=_size_of_log(wanted, entries),
        signed=sealed.size if sealed else 0,
        outsiders=beside_us(watched(session), request_now()),
        older=lines[-1].idx if len(entries) > PER_PAGE else None,
        kept={key: value for key, value in request.args.items() if key != "before"},
    )


def _size_of_log(wanted: Wanted, entries: Sequence[audit.Entry]) -> int:
    """What the newest entry says, where it is among those that were read."""
    if wanted == EVERYTHING:
        return entries[0].idx + 1 if entries else 0
    return audit.size(db.session(), log=SITE)


@bp.route("/log/entries/<int:number>")
@public
def entry(number: int) -> ResponseReturnValue:
    """One entry of the site log: in words and exactly."""
    found, session = _entry(number), db.session()
    (told,) = veiled([found])
    line = line_of(told, log_names(session))
    decided = audit.index_of(session, key16=found.decided) if found.decided else None
    return render_template(
        "front/log_entry.html",
        line=line,
        url=line.url if everybody_may_open(session, line.subject) else None,
        body="" if _went_inside(found, told) else found.served.decode(),
        withheld=found.withheld,
        erased=bool(found.erased),
        decided_url=url_for(".entry", number=decided) if decided is not None else None,
        committed="commitments" in found.told,
        sha256=sha256(found.body).hexdigest(),
        leaf=leaf_hash(found.body).hex(),
        signed=signed_with(found),
    )


@bp.route("/log/entries/<int:number>.json")
@public
def entry_bytes(number: int) -> ResponseReturnValue:
    """The exact bytes of one entry, or their hash where it is withheld."""
    found = _entry(number)
    (told,) = veiled([found])
    served = audit.withheld_line(found.body) if _went_inside(found, told) else found.served
    answer = Response(served, mimetype="application/json")
    if found.told.get("v") == 1:  # its words stand inside: it may be withheld one day
        answer.headers["Cache-Control"] = "no-cache"
        return answer
    return _for_ever(answer)


def veiled(entries: Iterable[audit.Entry]) -> list[audit.Entry]:
    """Entries as pages tell them: without words that went from the text they are about."""
    listed = list(entries)
    subjects = {str(each.told.get("subject", "")) for each in listed}
    veil = veil_over(db.session(), subjects)

    def told(each: audit.Entry) -> audit.Entry:
        data = each.told.get("data")
        if not isinstance(data, dict):
            return each
        subject = str(each.told.get("subject", ""))
        shown = {name: veil(subject, value) for name, value in data.items()}
        return each if shown == data else replace(each, told={**each.told, "data": shown})

    return [told(each) for each in listed]


def _went_inside(found: audit.Entry, told: audit.Entry) -> bool:
    """Whether words that went stand in the bytes: in format 2 they stand beside them."""
    return found.told.get("v") == 1 and not found.withheld and told.told != found.told


def _entry(number: int) -> audit.Entry:
    found = audit.entry(db.session(), log=SITE, idx=number)
    if found is None:
        raise NotFound("page.not_found")
    return found


@bp.route("/log/rounds/<slug>")
@public
def of_round(slug: str) -> ResponseReturnValue:
    """The ballot log of a round: hourly totals, and every envelope by its hash, without a time."""
    session = db.session()
    round_ = rounds.public_round(db.session(), slug)
    asked = request.args.get("before", type=whole)
    found = audit.entries(session, log=round_.path, newest=HASHES_PER_PAGE + 1, before=asked)
    shown = found[:HASHES_PER_PAGE]
    hours = audit.hours(session, log=round_.path)
    size = audit.size(session, log=round_.path)
    return render_template(
        "front/log_round.html",
        round=round_,
        entries=[_ballot_line(each) for each in shown],
        hours=[(each, each + timedelta(hours=1), number) for each, number in hours],
        size=size,
        beside_hours=size - sum(number for _hour, number in hours),
        older=shown[-1].idx if len(found) > HASHES_PER_PAGE else None,
    )


def _ballot_line(entry: audit.Entry) -> dict[str, Any]:
    own, replaced = entry.told.get("h"), entry.told.get("x")
    if entry.kind == VoteLog.ENVELOPE_TAKEN_OUT:
        own, replaced = replaced, None
    return {
        "idx": entry.idx,
        "text": line_of(entry).text,
        "code": box_code(bytes.fromhex(own)) if isinstance(own, str) else "",
        "replaced": box_code(bytes.fromhex(replaced)) if isinstance(replaced, str) else "",
    }


@bp.route("/log/site.jsonl")
@public
def site_file() -> ResponseReturnValue:
    """The whole site log, one entry on each line."""
    return _streamed(
        bodies_served(db.session(), audit.bodies(db.session(), log=SITE)), "site.jsonl"
    )


@bp.route("/log/site.words.jsonl")
@public
def site_words() -> ResponseReturnValue:
    """The words beside the site log with their salts, one text on each line.

    Source: docs/rules/audit.md section 7.
    """
    return _streamed(words_served(db.session()), "site.words.jsonl")


@bp.route("/log/rounds/<slug>.jsonl")
@public
def round_file(slug: str) -> ResponseReturnValue:
    """The whole ballot log of a round, one entry on each line."""
    round_ = rounds.public_round(db.session(), slug)
    return _streamed(audit.bodies(db.session(), log=round_.path), f"{round_.slug}.jsonl")


def _streamed(lines: Iterable[bytes], name: str) -> Response:
    answer = Response(
        while_sent(_lines(lines)),
        mimetype="application/x-ndjson",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _lines(bodies: Iterable[bytes]) -> Iterator[bytes]:
    block: list[bytes] = []
    for body in bodies:
        block.append(body + b"\n")
        if len(block) == HASHES_PER_PAGE:
            yield b"".join(block)
            block = []
    yield b"".join(block)


def _for_ever(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
