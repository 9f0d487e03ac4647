"""An address to go on to never leads to another site. Source: docs/rules/running.md section 2."""

from __future__ import annotations

import random
from urllib.parse import quote, urljoin, urlsplit

import pytest

from pbplatform.core.local_paths import LONGEST_PATH, is_local, local_or

ELSEWHERE = [
    *(
        "",
        "rounds",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
    ),
    *("/\t/evil.example", "/\r/evil.example", "/\n/evil.example", "/\0/evil.example", "/\x1f/evil"),
    *(
        "/\u200b/evil.example",
        "/\u202e//evil.example",
        "/\u2028/x",
        "/\ud800/x",
        "/x\r\nSet-Cookie: a",
    ),
    *("/%09/evil.example", "/%2f/evil.example", "/%2Fevil.example", "/%5cevil.example"),
    *("/%252fevil.example", "/%25252fevil.example", "/%0d%0aLocation:%20x", "/%2525252525252fx"),
    *(
        "/./evil.example",
        "/../evil.example",
        "/.//evil.example",
        "/x/..//evil.example",
        "/%2e%2e//x",
    ),
    *("/a//evil.example", "javascript:alert(1)", " /rounds", "/" + "x" * LONGEST_PATH),
]
HERE = ["/", "/rounds", "/rounds/neighbour-fund/ideas?q=a%2Fb//c&page=2", "/forums/x/points/31#me"]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_address_that_a_browser_could_read_as_elsewhere_is_refused(path: str) -> None:
    assert not is_local(path)
    assert local_or(path, "/desk") == "/desk"


@pytest.mark.parametrize("path", [*HERE, "/rounds/w%C3%B3z", "/rounds/wóz"])
def test_path_of_this_site_is_kept_as_it_is(path: str) -> None:
    assert local_or(path, "/") == path


def test_no_mixture_of_the_signs_that_lead_away_is_taken() -> None:
    """Whatever is taken leads, by a browser's own rules of joining addresses, to this site."""
    chance = random.Random(7)
    parts = [
        "/",
        "\\",
        "\t",
        "\r",
        "\n",
        "%2f",
        "%5c",
        "%09",
        "%00",
        ".",
        "..",
        "@",
        ":",
        "evil.example",
    ]
    parts += ["?", "#", "\u2215", "\uff0f", "%252f", "a", ";", "\x7f", "http:", "\u00a0"]
    taken = 0
    for _case in range(3000):
        path = "/" + "".join(chance.choice(parts) for _part in range(chance.randint(0, 6)))
        if not is_local(path):
            continue
        taken += 1
        as_browsers = "".join(letter for letter in path if letter not in "\t\r\n").replace(
            "\\", "/"
        )
        assert urlsplit(urljoin("https://here.example/x", as_browsers)).netloc == "here.example", (
            path
        )
        assert quote(path, safe="/%?#")[:2] != "//", path
    assert taken > 100
