"""What a bundle says of itself, in plain words. Source: docs/rules/audit.md section 10."""

from __future__ import annotations

_TEXT = """\
# A vote, to be checked by anybody

This is all that is public of one vote: {name}
Its short name is `{slug}`. You need Python 3.11 or newer, and nobody's permission.

    python -I verify.py .

Run it in this folder, or give it the zip file: `python -I verify.py bundle.zip`. It reads these
files, asks no network and writes nothing. It prints one line for each check. `ok` is right,
`WRONG` says which entry and which numbers do not agree, `CANNOT` could not be checked.

Do not trust the `verify.py` in this folder because it is here. The public log named its SHA-256
when voting opened, and the program prints its own first. It is one file; read it, or write
your own. `check_signed.py` is a part of it: signatures, witnesses, receipts. `verify.py` has the
SHA-256 of that part in it and runs no other, so the hash in the log stands for both.

Give it what you kept, and it can see more:

    python -I verify.py . --pin old.checkpoint --receipt mine.txt --key KEY --witness KEY

- `--pin`: checkpoints that you or others kept. They show that the log was not rewritten.
- `--receipt`: the file of your receipt, or a text with lines like
  `Box code: 7Q4K-9XMD-2HTB-WC3R`, `Tracker: ...` and `Choices: 4 9`.
- `--key`: the key with which the place signs checkpoints, from somewhere else than here.
- `--witness`: the key of somebody who watches the logs, a library for example.

## What is in it
| File | What it is |
|---|---|
| `ballot-log.jsonl` | the log of the box, one entry on each line, numbered from 0 |
| `site.jsonl`, `site.words.jsonl` | the log of the place, and the words that stand beside it |
| `definition.json` | what was sealed before voting: rule, money, projects, dates |
| `amendments.jsonl` | what two people changed after that; empty where nothing was |
| `envelopes.txt` | the hash of each closed vote in the box at its close |
| `ballots.csv` | each opened vote, with its tracker; why, where one does not count |
| `channels.csv` | how the votes came, where there was paper |
| `result.json` | the result; `result-1.json` is a count that was found wrong |
| `site.checkpoint`, `ballot-log.checkpoint` | length and root of each log, signed |
| `log.vkey` | the public keys of those signatures |
| `SHA256SUMS` | the SHA-256 of each file: `sha256sum -c SHA256SUMS` |

## What it shows
The rule was sealed before anybody voted. Every entry of the log follows the rules. The closed
votes of the log are those of the box. As many votes were published as lay in it. Each is judged
by the rule. Counted again they give this result, to the last number.

## What it does not show
- That a published vote is what its envelope held. Only voters can see that, each with their
  tracker. The more people look, the less can be changed unseen.
- That nobody voted for somebody who never looks, and that the roll of voters is right.
- That the log was not rewritten as a whole, unless you have an older checkpoint or receipt.

There is no key in it, no voter, and no closed vote.
"""


def readme_of(slug: str, name: str) -> str:
    """The README of a bundle, about a round of this name."""
    return _TEXT.format(slug=slug, name=" ".join(name.split()))
