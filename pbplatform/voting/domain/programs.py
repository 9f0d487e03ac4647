"""The programs that a vote rests on, by their hashes: what seals, checks, opens again.

Source: docs/rules/audit.md section 10.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from config import ROOT
from pbplatform import verifier

VERIFIER = Path(verifier.__file__).with_name("verify.py")
SIGNED = VERIFIER.with_name("check_signed.py")  # a part of it: VERIFIER names it by its hash
REOPENER = VERIFIER.with_name("reopen.py")
SCRIPTS = ROOT / "static" / "vendor" / "js"
SEALING = "seal-vote.js"
_IMPORT = re.compile(r'^import .* from "\./([a-z0-9-]+\.js)";$', re.MULTILINE)


@cache
def program_hashes() -> dict[str, str]:
    """SHA-256 in hex of each program, read once; of the sealing one only where it was built."""
    found = {
        "verifier_sha256": sha256(VERIFIER.read_bytes()).hexdigest(),
        "reopener_sha256": sha256(REOPENER.read_bytes()).hexdigest(),
    }
    if (SCRIPTS / SEALING).is_file():
        found["sealing_sha256"] = sha256(sealing_list().encode()).hexdigest()
    return found


def sealing_served() -> str:
    """SHA-256 in hex of what seals votes as it is handed out now; empty where it was not built.

    Read anew when a file is another one: somebody could put it there while the program runs.
    """
    try:
        state = tuple(
            (path.name, path.stat().st_mtime_ns, path.stat().st_size, path.stat().st_ino)
            for path in sorted(SCRIPTS.glob("*.js"))
        )
        return _sealing_as_of(state) if (SCRIPTS / SEALING).is_file() else ""
    except OSError:
        return ""


@lru_cache(maxsize=2)
def _sealing_as_of(_state: tuple[tuple[str, int, int, int], ...]) -> str:
    return sha256(sealing_list().encode()).hexdigest()


def sealing_list() -> str:
    """The scripts that seal a vote, as `sha256sum` lists them: that one, and all it imports."""
    waiting, found = [SEALING], dict[str, str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            body = (SCRIPTS / name).read_bytes()
            found[name] = sha256(body).hexdigest()
            waiting.extend(_IMPORT.findall(body.decode()))
    return "".join(f"{found[name]}  {name}\n" for name in sorted(found))
