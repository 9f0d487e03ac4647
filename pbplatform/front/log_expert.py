"""How anybody checks the logs on a computer of their own. Source: docs/rules/audit.md section 9."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from pbplatform.audit.domain.notes import LogKey
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.promise_keys import promise_keys
from pbplatform.audit.queries.trees import Sealed, sealed_logs
from pbplatform.audit.queries.witnesses import watched
from pbplatform.audit.words.not_seen import NOT_SEEN
from pbplatform.core.db import db
from pbplatform.forums import queries as forums
from pbplatform.front.watchers import watch_lines
from pbplatform.reopening.pages.parts import BoxPart, box_parts
from pbplatform.rounds import queries as rounds
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public
from pbplatform.web.handed_out import handed_out

bp = Blueprint("log_expert", __name__)
SCRIPT = Path(__file__).with_name("check_log.py")


@dataclass(frozen=True)
class LogToCheck:
    """One log as the page shows it.

    Attributes:
        name: of its round, safe to show; empty for the site log.
        entries: in order, signed or not.
        signed: how many entries the newest checkpoint covers; None while there is none.
        root: of their tree, in hex.
        key: the line of the key that signs it.
        where: address of the folder of its files, with the host.
        checkpoint: address of its newest checkpoint.
        box: what holds of its box and key; None for the site log.
        page: address of the page of the box.
    """

    name: Markup | str
    entries: int
    signed: int | None
    root: str
    key: str
    where: str
    checkpoint: str
    box: BoxPart | None = None
    page: str = ""

    @property
    def commands(self) -> list[str]:
        """What one types to check it, and to keep what was signed today."""
        kept = self.where.rpartition("/")[2]
        return [
            f"curl -O {_public(url_for('log_expert.script'))}",
            f"python3 check-log.py {self.where} '{self.key}'",
            f"curl -o {kept}.checkpoint {self.where}/checkpoint",
        ]


@bp.route("/log/expert")
@public
def expert() -> ResponseReturnValue:
    """Checkpoints, keys, formats, and the commands that check them."""
    session = db.session()
    known = sealed_logs(session)
    logs = [_to_check(known.get(SITE), "", url_for("log_tiles.site_checkpoint"))]
    begun = [each for each in rounds.published_rounds(session) if known.get(each.path, (0,))[0]]
    for round_, box in zip(begun, box_parts(begun), strict=True):
        where = url_for("log_tiles.round_checkpoint", slug=round_.slug)
        log = _to_check(known.get(round_.path), escape(round_.name), where)
        logs.append(replace(log, box=box, page=url_for("openings.show", slug=round_.slug)))
    site, boxes = logs[0], logs[1:]
    return render_template(
        "front/log_expert.html",
        site=site,
        boxes=boxes,
        not_seen=NOT_SEEN,
        recounts=_recounts(),
        promise_keys=promise_keys(session),
        watchers=watch_lines(seen := watched(session), request_now()),
        witnessed=any(each.at for each in seen),
    )


def _recounts() -> list[tuple[str, str]]:
    """Names and addresses of pages that say how a vote or a forum is recounted."""
    session = db.session()
    counted = [each for each in rounds.published_rounds(session) if each.opened_at is not None]
    found = [(each.name, url_for("results_bundle.check", slug=each.slug)) for each in counted]
    called = forums.forums(session)
    return found + [(each.name, url_for("points.check", slug=each.slug)) for each in called]


@bp.route("/log/check-log.py")
@public
def script() -> ResponseReturnValue:
    """The program that checks a log, as it is."""
    return handed_out(SCRIPT.read_bytes(), "check-log.py")


def _to_check(
    known: tuple[int, Sealed | None] | None, name: Markup | str, checkpoint: str
) -> LogToCheck:
    entries, sealed = known or (0, None)
    origin = sealed.checkpoint.origin if sealed else ""
    return LogToCheck(
        name=name,
        entries=entries,
        signed=sealed.size if sealed else None,
        root=sealed.root.hex() if sealed else "",
        key=LogKey(origin, sealed.public_key).line if sealed else "",
        where=_public(checkpoint.removesuffix("/checkpoint")),
        checkpoint=checkpoint,
    )


def _public(path: str) -> str:
    """An address with the host, as commands need it."""
    return f"{current_app.extensions['settings'].public_url}{path}"
