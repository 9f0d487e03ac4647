"""Votes as a browser seals them: for tests of pages that never see a choice."""

from __future__ import annotations

import base64
import re

from flask.testing import FlaskClient

from pbplatform.rounds.domain.ballots import Approval
from pbplatform.voting.domain.sealing import PlainBallot, SealingKey, new_tracker, seal
from tests.voting.by_page import HOME, prove


def keep_here(client: FlaskClient, code: str) -> str:
    """Choose without telling what, prove, and give the check page."""
    client.post(HOME, data={"here": "1", "action": "next"})
    prove(client, code)
    return client.get(f"{HOME}/check").text


def key_of(page: str) -> SealingKey:
    """What the check page gives the browser to seal with."""
    told = dict(re.findall(r'data-(key|info|size)="([^"]+)"', page))
    public, info = (base64.b64decode(told[name]) for name in ("key", "info"))
    assert re.search(r'data-sealed="{&#34;v&#34;: 1}"\s+data-ordered="0"', page)
    return SealingKey(public, info, int(told["size"]), Approval)


def sealed(key: SealingKey, *choices: int, tracker: str = "") -> bytes:
    return seal(key, PlainBallot(Approval(choices), tracker or new_tracker()))


def text_of(envelope: bytes) -> str:
    return base64.b64encode(envelope).decode()
