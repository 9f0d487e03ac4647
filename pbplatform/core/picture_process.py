"""Makes a picture anew, as a program of its own: `python -I picture_process.py LONGEST MEMORY`.

Reads a file from standard input, writes a WebP to standard output. It imports nothing of ours: it
runs on bytes of strangers under limits of memory and time. Source: docs/rules/running.md section 4.
"""

from __future__ import annotations

import io
import resource
import sys

from PIL import (
    GifImagePlugin,
    Image,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

# Named here, so that their code is read before the limits hold.
PLUGINS = (GifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# A JPEG is read in the size it is needed in; others are read whole before they are made smaller.
MOST_PIXELS = {"JPEG": 25_000_000, "MPO": 25_000_000}
MOST_PIXELS_OTHERS = 16_000_000
CPU_SECONDS = 10
OK, NOT_A_PICTURE, TOO_MANY_PIXELS = 0, 1, 2

Image.MAX_IMAGE_PIXELS = None  # we refuse by the size in the head of the file, before decoding
ImageFile.LOAD_TRUNCATED_IMAGES = False


class TooManyPixels(Exception):
    """The head of the file names more pixels than we read."""


def made_anew(data: bytes, longest: int) -> bytes:
    """The picture as WebP, its longer side at most `longest` pixels, nothing else kept.

    Raises:
        TooManyPixels: by the head of the file.
        Exception: whatever the decoder says of bytes that are no picture.
    """
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        most = MOST_PIXELS.get(opened.format or "", MOST_PIXELS_OTHERS)
        if opened.width * opened.height > most:
            raise TooManyPixels
        if isinstance(opened, JpegImagePlugin.JpegImageFile):
            opened.draft("RGB", (longest, longest))
        see_through = opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info
        opened.load()
        if opened.mode in ("RGB", "RGBA"):  # others would lose their palette or their depth
            opened.thumbnail((longest, longest))
        picture = opened.convert("RGBA" if see_through else "RGB")
    picture.thumbnail((longest, longest))
    picture = ImageOps.exif_transpose(picture)  # a telephone says only here which way is up
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=80, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()


def limit(memory_bytes: int) -> None:
    """From here on this process has so much memory and time, writes no file and starts nothing."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def main() -> int:
    """The exit code says why there is no picture."""
    longest, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    limit(memory_bytes)
    try:
        made = made_anew(sys.stdin.buffer.read(), longest)
    except TooManyPixels:
        return TOO_MANY_PIXELS
    except Exception:
        return NOT_A_PICTURE
    sys.stdout.buffer.write(made)
    return OK


if __name__ == "__main__":
    sys.exit(main())
