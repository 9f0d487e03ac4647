"""What two people do after an opening, in words, and the facts that both of them see."""

from __future__ import annotations

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.rounds.queries.pairing import round_of
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import ActWords


def _words_of_end(session: Session, asked: Asked) -> list[tuple[str, str]]:
    return [
        (_("Round"), round_of(session, asked).name),
        (_("Fingerprint of the key (SHA-256)"), str(asked.facts["key_sha256"])),
        (
            _("Closed votes that nobody can open then"),
            str(format_decimal(int(asked.facts["envelopes"]))),
        ),
        (
            _("What happens"),
            _(
                "The key is destroyed, and the closed votes are emptied. Nobody can open the box "
                "again. The result stays. It cannot be taken back."
            ),
        ),
    ]


def _words_of_setting_aside(session: Session, asked: Asked) -> list[tuple[str, str]]:
    return [
        (_("Round"), round_of(session, asked).name),
        (_("Opening"), str(asked.facts["opening"])),
        (_("Who opened the box"), str(asked.facts["by"])),
        (_("The list that came out (SHA-256)"), str(asked.facts["sha256"])),
        (_("Why it does not stand"), str(asked.facts["reason"])),
        (
            _("What happens"),
            _(
                "It holds up the certificate no more. It stays readable, with your reason and "
                "both of your names. It cannot be taken back."
            ),
        ),
    ]


ACT_WORDS: dict[str, ActWords] = {
    "reopening.end_key": ActWords(_l("Destroy the key of the box"), _words_of_end),
    "reopening.set_aside": ActWords(
        _l("Say why another list of votes does not stand"), _words_of_setting_aside
    ),
}
