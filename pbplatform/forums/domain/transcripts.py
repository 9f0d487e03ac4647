"""Plain text and captions as minutes to begin with. Pure; docs/rules/forums.md section 6."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

LARGEST = 2 * 1024 * 1024  # bytes
LONGEST_TEXT = 200_000  # letters

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_CUE = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}.*$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z0-9_:.]+(?:[.\s][^>]*)?>|<\d[\d:.]*>", re.IGNORECASE)
_STYLE = re.compile(r"\{\\[^}]*\}")
_SPEAKER = re.compile(r"^(?:>>\s*)?([^\W\d_][^:\n]{0,59}):\s+(\S.*)$", re.DOTALL)


class Unreadable(ValueError):
    """A file that nothing can be taken from.

    Attributes:
        code: why, as `words/refusals.py` says it.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Said:
    """What somebody said, and when it began.

    Attributes:
        seconds: from the beginning of the recording; None in plain text.
    """

    seconds: int | None
    speaker: str
    words: str


def read_transcript(content: bytes, *, keep_times: bool) -> str:
    """What was said, as paragraphs: one for lines of one speaker that follow each other.

    Args:
        content: plain text, WebVTT or SubRip, in UTF-8, UTF-16 with its mark, or Windows-1252.
        keep_times: put the time before each paragraph, as [1:02:03].
    Raises:
        Unreadable: too large, empty, no text, broken captions, or too long.
    """
    if len(content) > LARGEST:
        raise Unreadable("transcript.too_large")
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if not text.strip():
        raise Unreadable("transcript.empty")
    is_captions = text.startswith("WEBVTT") or any(map(_CUE.match, text.split("\n")))
    if not is_captions:
        found = text.strip()
    else:
        spoken = list(_joined(_cues(text)))
        if not spoken:
            raise Unreadable("transcript.nothing_said")
        found = "\n\n".join(_paragraph(each, keep_times) for each in spoken)
    if len(found) > LONGEST_TEXT:
        raise Unreadable("transcript.too_long")
    return found


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        if b"\x00" in content:
            raise Unreadable("transcript.no_text")
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise Unreadable("transcript.no_text") from error
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable("transcript.no_text") from error


def _cues(text: str) -> Iterator[Said]:
    """Each caption, in order; comments, styles and names of captions are passed over."""
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        at = next((n for n, line in enumerate(lines) if _CUE.match(line)), None)
        if at is None:
            continue
        yield from _spoken("\n".join(lines[at + 1 :]), _seconds(lines[at]))


def _seconds(line: str) -> int:
    found = _CUE.match(line)
    hours, minutes, seconds = (
        (int(part or 0) for part in found.groups()[:3]) if found else (0, 0, 0)
    )
    return hours * 3600 + minutes * 60 + seconds


def _spoken(words: str, seconds: int) -> Iterator[Said]:
    """One caption, which may hold several voices."""
    parts = _VOICE.split(words)
    if parts[0].strip():
        yield from _plain(parts[0], seconds)
    for name, said in zip(parts[1::2], parts[2::2], strict=True):
        if clean := _clean(said):
            yield Said(seconds, _clean(name), clean)


def _plain(words: str, seconds: int) -> Iterator[Said]:
    clean = _clean(words)
    found = _SPEAKER.match(clean)
    if found:
        yield Said(seconds, found.group(1).strip(), found.group(2).strip())
    elif clean:
        yield Said(seconds, "", clean.removeprefix(">>").strip())


def _clean(words: str) -> str:
    plain = html.unescape(_TAG.sub("", _STYLE.sub("", words)))
    return " ".join(plain.split())


def _joined(cues: Iterator[Said]) -> Iterator[Said]:
    """Captions of one speaker as one; who is not named goes on with what was said before."""
    now: Said | None = None
    for cue in cues:
        if now is not None and cue.words == now.words and cue.speaker in ("", now.speaker):
            continue  # rolling captions repeat the line that is still on the screen
        same = now is not None and cue.speaker in ("", now.speaker)
        if now is not None and same and len(now.words) < 1_000:
            now = Said(now.seconds, now.speaker, f"{now.words} {cue.words}")
            continue
        if now is not None:
            yield now
        now = Said(cue.seconds, cue.speaker or (now.speaker if now else ""), cue.words)
    if now is not None:
        yield now


def _paragraph(said: Said, keep_times: bool) -> str:
    time = ""
    if keep_times and said.seconds is not None:
        hours, rest = divmod(said.seconds, 3600)
        time = f"[{hours}:{rest // 60:02}:{rest % 60:02}] "
    return f"{time}{said.speaker}: {said.words}" if said.speaker else f"{time}{said.words}"
