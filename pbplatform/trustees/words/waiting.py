"""What waits for a trustee who signs in, for their own pages. Source: docs/rules/trustees.md 5."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.trustees.queries import confirmations, rounds_as_trustee
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import ToDo


def waiting_for_trustee(session: Session, account_id: int) -> list[ToDo]:
    """A line for each box that is not open and of which this person is a trustee."""
    found = []
    for round_, row in rounds_as_trustee(session, account_id):
        url = f"/{round_.path}/trustees/mine"
        if row.accepted_at is None:
            text, by = _("You are asked whether you are a trustee of this vote."), None
        elif round_.separated_at is None:
            text, by = _("You are a trustee. The box is opened after voting."), round_.results_at
        elif row.number in confirmations(session, round_.id):
            url = f"/{round_.path}/trustees/opening"
            text, by = _("You typed the hash. Other trustees are still needed."), round_.results_at
        else:
            url = f"/{round_.path}/trustees/opening"
            text, by = _("Open the box with the other trustees."), round_.results_at
        found.append(ToDo(round_.name, text, by, url, _("Go there")))
    return found
