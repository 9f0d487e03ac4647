"""What happens when somebody sends a form: one shape for every page that writes.

The form's shape is good, so the act is done in one transaction, so its sentence is said and the
person led on. A rule that refuses it is said beside its field or at the top, what was typed stays,
and the page is shown again with the form's status: 409 for a refusal, 422 for a shape.

    if answer := post(form, add, Then(url_for(".areas"), _("The area is added."))):
        return answer
    return render_template("areas.html", form=form), form.status
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flask import flash, redirect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pbplatform.core.confirmation import ChangedMeanwhile
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.transaction import FormIs, transaction
from pbplatform.web.base_form import ConfirmForm, Form

Made = TypeVar("Made")
Refusals = type[DomainError] | tuple[type[DomainError], ...]
Refuse = Callable[[DomainError], None]


@dataclass(frozen=True)
class Then:
    """Where somebody is led once it is done, and what is said there.

    Attributes:
        to: the address.
        said: the sentence.
        kind: "warning" when it was done and still is not what somebody hoped for.
    """

    to: str
    said: str
    kind: str = "message"

    def answer(self) -> Response:
        """Say it and lead there."""
        flash(self.said, self.kind)
        return redirect(self.to)


# What follows, or how it follows from what the act returned.
Next = Then | Callable[[Made], Then | Response]


def post(
    form: Form,
    act: Callable[[Session], Made],
    then: Next[Made],
    *,
    refusals: Refusals = Conflict,
    refuse: Refuse | None = None,
    form_is: FormIs = "sent",
    any_shape: bool = False,
) -> Response | None:
    """Do what the form asks for in one transaction, if it was sent and its shape is good.

    Args:
        act: calls services. What it returns holds plain values: rows are gone after the commit.
        then: what follows, or a function of what `act` returned that tells it.
        refusals: what is said on the form; any other error goes to the page of errors.
        refuse: puts a refusal on the form; unless given, the form's own `refuse`.
        form_is: see `transaction`.
        any_shape: the button that was pressed needs none of the form's fields.
    Returns:
        The way on; None when the page must be shown (again). `form.refused` then tells
        whether a rule refused it; rows that were read before are read afresh when looked at.
    """

    def in_one_transaction() -> Made:
        with transaction(form=form_is) as session:
            return act(session)

    return post_slowly(
        form, in_one_transaction, then, refusals=refusals, refuse=refuse, any_shape=any_shape
    )


def post_slowly(
    form: Form,
    work: Callable[[], Made],
    then: Next[Made],
    *,
    refusals: Refusals = Conflict,
    refuse: Refuse | None = None,
    any_shape: bool = False,
) -> Response | None:
    """As `post`, for work that does something slow first and opens its own transaction after it.

    Such as reading a picture, or making a key: nothing slow may stand inside a transaction.
    """
    if not form.is_submitted() or not (any_shape or form.validate()):
        return None
    try:
        made = work()
    except refusals as refusal:
        (refuse or form.refuse)(refusal)
        form.refused = refusal
        return None
    follows = then if isinstance(then, Then) else then(made)
    return follows.answer() if isinstance(follows, Then) else follows


def with_changes(
    form: ConfirmForm,
    names: Callable[[ChangedMeanwhile], Mapping[str, object]],
    say: Callable[[str, str], str] = lambda _name, value: value,
) -> Refuse:
    """How a form says what changed meanwhile, where the names of the facts are not the form's own.

    Args:
        names: of the facts, as people know them, from what changed.
        say: a fact's value in words, from its name and its text.
    """

    def refuse(refusal: DomainError) -> None:
        if isinstance(refusal, ChangedMeanwhile):
            form.refuse_changed(refusal, names(refusal), say)
        else:
            form.refuse(refusal)

    return refuse
