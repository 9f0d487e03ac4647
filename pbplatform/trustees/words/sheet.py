"""The sheet of one trustee. It is made away from any server, so it speaks English only."""

from __future__ import annotations

from datetime import datetime

from pbplatform.trustees.domain.public_file import fingerprint
from pbplatform.trustees.domain.shares import Dealt, Share
from pbplatform.web.printing import Told, qr, render


def print_share(dealt: Dealt, share: Share, at: datetime) -> bytes:
    """A tagged PDF with the number, the 24 words, and both as a QR code.

    Raises:
        CannotPrint: see `render`.
    """
    name = dealt.names[share.number - 1]
    words = share.words.split()
    data: dict[str, Told] = {
        "heading": f"Share {share.number} of {dealt.of}, for {name}",
        "lines": [
            f"{dealt.need} of {dealt.of} trustees open the box together. "
            "This is one share of its key.",
            "Keep this sheet like a key: dry, locked away, and apart from the other sheets. "
            "Show it to nobody. Make no copy and no photograph.",
            f"Fingerprint of the public file: {fingerprint(dealt)}",
        ],
        "words-heading": "The 24 words, in this order",
        "words": [{"place": str(n), "word": word} for n, word in enumerate(words, 1)],
        "qr": qr(f"{share.number} {share.words}"),
        "qr-words": "The number of the share and its 24 words as a QR code",
        "after": [
            "At the opening you type these words, or hold the code before a scanner.",
            "Destroy this sheet when the result is certified, and tell the facilitator.",
        ],
    }
    return render("share", data, language="en", title=f"Share {share.number}: {name}", at=at)
