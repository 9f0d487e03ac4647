"""Let pymerkle make the trees and proofs of RFC 9162; runs in the oracle's own environment.

Reads one JSON object: `entries` (texts), `included` ([index from 0, size]).
Prints one: roots by size, and for each pair the hashes of its proof, in hex, with the leaf itself.
"""

import json
import sys
import warnings

from pymerkle import InmemoryTree

warnings.simplefilter("ignore")


def main():
    asked = json.load(sys.stdin)
    tree, roots = InmemoryTree(algorithm="sha256"), []
    for entry in asked["entries"]:
        tree.append_entry(entry.encode())
        roots.append(tree.get_state().hex())
    told = {
        "roots": roots,
        "included": [
            tree.prove_inclusion(index + 1, size).serialize()["path"]  # it counts from 1
            for index, size in asked["included"]
        ],
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
