"""Let pabulib-checker judge .pb files; runs in the oracle's own environment.

Prints one JSON object: file name to the list of errors found.
"""

import contextlib
import io
import json
import sys

from pabulib.checker import Checker


def errors_of(path):
    with open(path, encoding="utf-8") as file:
        content = file.read()
    with contextlib.redirect_stdout(io.StringIO()):
        answer = Checker().process_files([content])
    found = []
    for name, one in answer.items():
        if name not in ("metadata", "summary"):
            found.append({"name": name, "results": one.get("results")})
    return found


if __name__ == "__main__":
    print(json.dumps({path: errors_of(path) for path in sys.argv[1:]}, default=str))
