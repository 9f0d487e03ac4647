"""Tables of promises, of checks by residents, and of evidence."""

from pbplatform.promises.models.checks import CheckReply, CheckWord, CitizenCheck
from pbplatform.promises.models.commitments import (
    Commitment,
    CommitmentCorrection,
    CommitmentMove,
    CommitmentTakeBack,
)
from pbplatform.promises.models.evidence import Evidence

__all__ = [
    "CheckReply",
    "CheckWord",
    "CitizenCheck",
    "Commitment",
    "CommitmentCorrection",
    "CommitmentMove",
    "CommitmentTakeBack",
    "Evidence",
]
