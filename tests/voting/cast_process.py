"""A second app process for tests: casts one vote per line it is sent, and answers in JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from config import Settings
from pbplatform import create_app
from pbplatform.core.errors import DomainError
from pbplatform.core.transaction import transaction
from pbplatform.voting.services.cast import Cast, cast_ballots
from pbplatform.web.clock import deciding_clock


def main() -> None:
    given = json.loads(sys.argv[1])
    for name in ("key_dir", "files_dir"):
        given[name] = Path(given[name])
    app = create_app(Settings(**given))
    print("ready", flush=True)  # noqa: T201
    with app.app_context():
        for line in sys.stdin:
            told = json.loads(line)
            cast = Cast.of(
                told["slot"], bytes.fromhex(told["envelope"]), bytes.fromhex(told["nonce"])
            )
            try:
                with transaction() as session:
                    report = cast_ballots(
                        session,
                        round_id=told["round_id"],
                        sealed=[cast],
                        clock=deciding_clock(),
                    )
                answer = {"at": report.at.isoformat()}
            except DomainError as error:
                answer = {"refused": error.code}
            print(json.dumps(answer), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
