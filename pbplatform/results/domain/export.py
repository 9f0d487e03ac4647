"""The export: the closed votes of a box, to be opened away from the server.

Source: docs/rules/trustees.md section 4.
"""

from __future__ import annotations

from typing import Any

from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.rounds.domain.definition import Definition

WHAT = "pbplatform-export"
HEADER, DEFINITION, BALLOT_LOG = "header.json", "definition.json", "ballot-log.jsonl"
AMENDMENTS, ENVELOPES = "amendments.jsonl", "envelopes.txt"
CHECKPOINT, LOG_KEY = "ballot-log.checkpoint", "log.vkey"


def header_of(
    definition: bytes, told: Definition, opening: Any, *, envelopes: int, envelopes_sha256: bytes
) -> bytes:
    """The header of an export.

    Args:
        definition, told: the frozen bytes, and what they say.
        opening: what they say of trustees; None where the server has the key.
    """
    return canonical_json(
        {
            "v": 1,
            "what": WHAT,
            "round": told.slug,
            "level": "trustees" if opening else "server-key",
            "definition_sha256": sha256(definition).hex(),
            "envelopes": envelopes,
            "envelopes_sha256": envelopes_sha256.hex(),
            "public_key": told.urn_key.hex(),
            "opening": opening,
        }
    )
