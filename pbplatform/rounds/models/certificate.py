"""What a round knows of its certificate. Source: docs/rules/results.md section 11."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import false
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import UtcDateTime
from pbplatform.rounds.domain.certificate import USUAL, CertificateRules


class OfCertificate:
    """Columns of a round: its rule, and the days and the state of the count that holds."""

    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="result published")
    older_order: Mapped[bool] = mapped_column(
        default=False,
        server_default=false(),
        comment="opened before there were a separation and a certificate",
    )
    objection_days: Mapped[int] = mapped_column(
        default=USUAL,
        server_default=str(USUAL),
        comment="working days after the result in which everybody may object",
    )
    certify_days: Mapped[int] = mapped_column(
        default=USUAL,
        server_default=str(USUAL),
        comment="working days after those within which it is certified",
    )
    result_number: Mapped[int] = mapped_column(
        default=1, server_default="1", comment="which count holds"
    )
    objections_end_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="of the count that holds"
    )
    certify_due_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="of the count that holds"
    )
    recount_owed: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="the count that holds was found wrong"
    )
    certified_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="two people certified the result"
    )

    @property
    def certificate_rules(self) -> CertificateRules:
        """How long one may object to the count, and when it is certified."""
        return CertificateRules(self.objection_days or USUAL, self.certify_days or USUAL)

    @property
    def lines_begin_at(self) -> datetime | None:
        """From when winners get their budget lines; None while the result is not certified."""
        return lines_begin(self.counted_at, self.certified_at, older_order=self.older_order)


def lines_begin(
    counted_at: datetime | None, certified_at: datetime | None, *, older_order: bool
) -> datetime | None:
    """From when winners get their budget lines, of what a round knows."""
    return counted_at if older_order else certified_at
