"""Sessions and tokens are signed with less work, and in the bytes of Flask and Flask-WTF."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer

from pbplatform.web import signing

pytestmark = pytest.mark.pure

SAID = {"account": 4, "nonce": "b1c3"}


def _place(secret: str, *older: str) -> Flask:
    app = Flask("a place")
    app.config.update(SECRET_KEY=secret, SECRET_KEY_FALLBACKS=list(older))
    return app


def _serializers(app: Flask) -> tuple[Any, Any]:
    """Flask's own, and ours."""
    theirs = SecureCookieSessionInterface().get_signing_serializer(app)
    return theirs, signing.KeptSessions().get_signing_serializer(app)


def test_cookie_of_flask_is_one_of_ours_and_the_other_way_round() -> None:
    theirs, ours = _serializers(_place("a secret of a place"))
    assert ours.loads(theirs.dumps(SAID)) == SAID
    assert theirs.loads(ours.dumps(SAID)) == SAID


def test_cookie_of_another_secret_or_changed_is_refused() -> None:
    app = _place("a secret of a place")
    _theirs, ours = _serializers(app)
    _foreign, other = _serializers(_place("another secret"))
    with pytest.raises(BadSignature):
        ours.loads(other.dumps(SAID))
    signed = ours.dumps(SAID)
    # Not the last letter: two of its bits say nothing, so another one may be the same signature.
    changed = "A" if signed[-5] != "A" else "B"
    with pytest.raises(BadSignature):
        ours.loads(signed[:-5] + changed + signed[-4:])


def test_older_secret_still_opens_and_the_newest_signs() -> None:
    _theirs, before = _serializers(_place("the older one"))
    theirs, ours = _serializers(_place("the newer one", "the older one"))
    assert ours.loads(before.dumps(SAID)) == SAID
    assert theirs.loads(ours.dumps(SAID)) == SAID
    with pytest.raises(BadSignature):
        before.loads(ours.dumps(SAID))


def test_secret_that_changes_while_the_program_runs_is_followed() -> None:
    app = _place("the first one")
    kept = signing.KeptSessions()
    first = kept.get_signing_serializer(app)
    app.secret_key = "the second one"
    second = kept.get_signing_serializer(app)
    assert first is not None
    assert second is not None
    with pytest.raises(BadSignature):
        second.loads(first.dumps(SAID))


def test_place_without_a_secret_signs_nothing() -> None:
    app = Flask("a place without a secret")
    assert signing.KeptSessions().get_signing_serializer(app) is None


def test_token_of_a_form_is_signed_as_flask_wtf_signs_it() -> None:
    signing.register(_place("a secret of a place"))
    ours = csrf.URLSafeTimedSerializer("a secret of a place", salt="wtf-csrf-token")
    theirs = URLSafeTimedSerializer("a secret of a place", salt="wtf-csrf-token")
    assert theirs.loads(ours.dumps("a token")) == "a token"
    assert ours.loads(theirs.dumps("a token")) == "a token"
    for secret, salt in (("another", "wtf-csrf-token"), ("a secret of a place", "other")):
        with pytest.raises(BadSignature):
            csrf.URLSafeTimedSerializer(secret, salt=salt).loads(ours.dumps("a token"))
