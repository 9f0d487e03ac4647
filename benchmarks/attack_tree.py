"""Trees and proofs of ours against those of an implementation that is not: `make attack-tree`.

pymerkle runs in an environment of its own (it is GPL). For trees of every size up to `--entries`
the root, and the proof of every entry, must be the same hashes in the same order. Its proofs of
consistency have a form of their own; ours are held to public vectors (tests/audit/test_tree.py).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from pbplatform.audit.domain import tree
from pbplatform.audit.domain.tree import Head

HERE = Path(__file__).parent
ORACLE = HERE.parent / ".venv-oracle" / "bin" / "python"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100)
    many = parser.parse_args().entries
    entries = [f'{{"kind":"vote:envelope:cast","n":{n}}}' for n in range(many)]
    leaves = [tree.leaf_hash(entry.encode()) for entry in entries]
    pairs = [(index, size) for size in range(1, many + 1) for index in range(size)]
    asked = json.dumps({"entries": entries, "included": pairs})
    ran = subprocess.run(
        [str(ORACLE), str(HERE / "oracle_tree.py")],
        input=asked, capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = json.loads(ran.stdout)

    def node(level: int, place: int) -> bytes:
        return tree.tile_root(leaves[place << level : (place + 1) << level])

    head, roots, proofs = Head(), 0, 0
    for leaf, root in zip(leaves, theirs["roots"], strict=True):
        head = head.grown([leaf])
        roots += head.root.hex() != root
    for (index, size), path in zip(pairs, theirs["included"], strict=True):
        ours = [one.hex() for one in tree.inclusion_proof(node, index, size)]
        proofs += ours != [one for one in path if one != leaves[index].hex()]
    print(f"{many} roots, {roots} differ; {len(pairs)} proofs of inclusion, {proofs} differ")
    return 1 if roots or proofs else 0


if __name__ == "__main__":
    sys.exit(main())
