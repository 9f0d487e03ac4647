"""What a bundle of a forum says of itself, in plain words. Source: docs/rules/audit.md 12."""

from __future__ import annotations

_TEXT = """\
# A forum, to be checked by anybody

This is all that is public of one forum: {name}
Its short name is `{slug}`. You need Python 3.11 or newer, and nobody's permission.

    python -I verify_forum.py .

Run it in this folder, or give it the zip file: `python -I verify_forum.py bundle.zip`. It reads
these files, asks no network and writes nothing. It prints one line for each check. `ok` is right,
`WRONG` says which entry and which numbers do not agree, `CANNOT` could not be checked.

Do not trust the `verify_forum.py` in this folder because it is here. The public log names its
SHA-256 when a forum is called, and the program prints its own first. It is one file; read it, or
write your own. `check_forum_log.py` is a part of it: entries of the log, signatures, older
checkpoints. `verify_forum.py` has the SHA-256 of that part in it and runs no other, so the hash in
the log stands for both. It takes the part from beside itself, or out of the bundle.

Give it what you kept, and it can see more:

    python -I verify_forum.py . --pin old.checkpoint --key KEY

- `--pin`: checkpoints that you or others kept. They show that the log was not rewritten.
- `--key`: the key with which the place signs checkpoints, from somewhere else than here.

## What is in it
| File | What it is |
|---|---|
| `site.jsonl`, `site.words.jsonl` | the log of the place, and the words that stand beside it |
| `calendars.json` | every holiday table as it was frozen, and the time zone |
| `forum.json` | meetings, and every public version of their minutes |
| `points.json` | every point: when it came, when it is due, its answers, its public words |
| `figures.json` | what the pages of the forum publish on the day named in it |
| `site.checkpoint`, `log.vkey` | length and root of the log, signed, and the public key |
| `verify_forum.py`, `check_forum_log.py` | the program that checks it, and its part |
| `SHA256SUMS` | the SHA-256 of each file: `sha256sum -c SHA256SUMS` |

## What it shows
Every point that was raised is here. Every answer came when the log says. Every due day follows
from the rules and the frozen holidays. No minutes were changed without a new version. The shares
and times that the pages publish are those of the points.

## What it does not show
- That an answer is good, or true.
- What was said and never written down.
- That the log was not rewritten as a whole, unless you have an older checkpoint.
- Words that a public decision took away. Their hash stays.

Who raised a point, and who supports it, is not in it.
"""


def readme_of(slug: str, name: str) -> str:
    """The README of a bundle, about a forum of this name."""
    return _TEXT.format(slug=slug, name=" ".join(name.split()))
