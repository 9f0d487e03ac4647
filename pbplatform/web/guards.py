"""One guard per route: the outer gate. Object rules are in the policies (house rule 3.6)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_required

from pbplatform.core.actor import Actor, Visitor
from pbplatform.core.errors import NotAllowed, NotFound
from pbplatform.web.app import no_store
from pbplatform.web.kept_form import address, kept_form
from pbplatform.web.navigation import page_before

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
ActorLoader = Callable[[], Actor | None]
NOT_SHARED = "not_shared"
_KEPT = "_login_user"  # where Flask-Login keeps whom it found, for one request


def register_actor_loader(app: Flask, loader: ActorLoader) -> None:
    """Called by `accounts` when the app is made: how to find the signed-in person.

    Flask-Login asks once per request; our session table is the one truth (ruling 14), so it keeps
    nothing of its own in the session.
    """
    manager = LoginManager()
    # A page that names nobody does not ask who reads it: templates look at `current_user` when
    # they need it, not before.
    manager.init_app(app, add_context_processor=False)
    app.jinja_env.globals["current_user"] = current_user
    manager.session_protection = None
    manager.anonymous_user = Visitor
    manager.request_loader(lambda _request: loader())
    manager.unauthorized_handler(_ask_to_sign_in)


def current_actor() -> Actor | None:
    """Flask-Login's `current_user` with its type; None for a visitor."""
    user = current_user._get_current_object()
    return user if isinstance(user, Actor) else None


def forget_who_asks() -> None:
    """Have Flask-Login look again: the session of this request was begun or ended just now."""
    g.pop(_KEPT, None)


def nobody_asks() -> None:
    """For pages that cannot ask the database who it is."""
    setattr(g, _KEPT, Visitor())


def require_actor() -> Actor:
    """The signed-in person behind a guard that made sure there is one."""
    actor = current_actor()
    if actor is None:
        raise NotAllowed("account.sign_in_first")
    return actor


def _marked(view: View[P], guard: str) -> View[P]:
    view.guard = guard  # type: ignore[attr-defined]
    return view


def public(view: View[P]) -> View[P]:
    """Anybody may ask, and what is shown is the same for everybody (`web/shared_pages.py`)."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return view(*args, **kwargs)

    return _marked(guarded, "public")


def public_not_shared(because: str) -> Callable[[View[P]], View[P]]:
    """Anybody may ask, and the answer is one reader's own.

    Args:
        because: what of the reader is in it; for whoever reads the code.
    """

    def decorate(view: View[P]) -> View[P]:
        marked = public(view)
        setattr(marked, NOT_SHARED, because)
        return marked

    return decorate


def _ask_to_sign_in() -> ResponseReturnValue:
    """Sign in and come back; a form that was sent meanwhile is kept in the page, to send again."""
    kept = kept_form()
    if kept is None:
        return redirect(url_for("accounts.sign_in", next=address()))
    page = render_template("errors/signed_out.html", kept=kept, back=page_before())
    return no_store((page, 401))


def signed_in(view: View[P]) -> View[P]:
    """A signed-in person; others are asked to sign in and come back."""
    return _marked(login_required(view), "signed_in")


def staff(*roles: str) -> Callable[[View[P]], View[P]]:
    """A person who holds one of `roles` somewhere; the policy decides where."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            actor = require_actor()
            if not any(actor.holds(role) for role in roles):
                raise NotAllowed("role.not_held", role=roles[0])
            return view(*args, **kwargs)

        return _marked(login_required(guarded), "staff:" + ",".join(roles))

    return decorate


def demo_only(view: View[P]) -> View[P]:
    """Only where the installation is a demonstration or a test; elsewhere there is no such page."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if current_app.extensions["settings"].is_production:
            raise NotFound("page.not_found")
        return view(*args, **kwargs)

    return _marked(guarded, "demo_only")
