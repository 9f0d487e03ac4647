"""Pictures of Hackford, painted by the program itself: nobody's photographs, the same every time.

A scene is a list of plain shapes on a canvas of 960 by 640 pixels; nothing of it is drawn by chance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from math import cos, sin, tau

from PIL import Image, ImageDraw, ImageFilter

SIZE = (960, 640)
SKY, WALL, BRICK, ROAD = "#cfe4ee", "#8d8f92", "#b5724f", "#6f7276"
GRASS, LEAF, DARK_LEAF, TRUNK = "#7fae6a", "#4f8a4b", "#356b3a", "#6b4a33"
PAINTS = ("#d8573c", "#f1b13b", "#2f7f86", "#5b4b8a", "#e58fa5", "#3f6fb0")
Draw = ImageDraw.ImageDraw
Paint = Callable[[Draw], None]


@dataclass(frozen=True)
class Scene:
    """A picture and what it shows, for people who cannot see it."""

    paint: Paint
    alt: str

    def webp(self) -> bytes:
        """The picture as the store keeps all pictures."""
        image = Image.new("RGB", SIZE, SKY)
        self.paint(ImageDraw.Draw(image))
        made = BytesIO()
        image.filter(ImageFilter.GaussianBlur(1.2)).save(made, "WEBP", quality=72)
        return made.getvalue()


def _wall(draw: Draw, colour: str) -> None:
    """A long wall beside a pavement, seen a little from the side."""
    draw.rectangle((0, 430, 960, 640), fill=ROAD)
    draw.rectangle((0, 420, 960, 470), fill="#b9babb")
    draw.polygon(((0, 120), (960, 190), (960, 425), (0, 435)), fill=colour)
    for row in range(1, 7):
        left, right = 120 + row * 45, 190 + row * 34
        draw.line(((0, left), (960, right)), fill="#7c7e81", width=2)


def _grey_wall(draw: Draw) -> None:
    _wall(draw, WALL)
    for x, y, wide in ((90, 300, 120), (420, 260, 170), (700, 330, 90)):
        draw.ellipse((x, y, x + wide, y + wide // 2), fill="#7a7b7d")


def _painting_wall(draw: Draw) -> None:
    _wall(draw, WALL)
    _figures(draw, 3)
    for x in (150, 330, 520):
        _person(draw, x, 470, PAINTS[x % 5])


def _painted_wall(draw: Draw) -> None:
    _wall(draw, "#e9dfc9")
    _figures(draw, 8)


def _figures(draw: Draw, many: int) -> None:
    """A train, hills and suns, from the left as far as people have painted."""
    for number in range(many):
        x = 30 + number * 116
        top = 190 + number * 8
        paint = PAINTS[number % len(PAINTS)]
        draw.ellipse((x + 20, top, x + 80, top + 60), fill=paint)
        draw.rectangle((x, top + 90, x + 100, top + 150), fill=PAINTS[(number + 2) % len(PAINTS)])
        for wheel in (x + 10, x + 66):
            draw.ellipse((wheel, top + 140, wheel + 26, top + 166), fill="#2b2b2b")


def _person(draw: Draw, x: int, feet: int, coat: str) -> None:
    draw.rectangle((x - 14, feet - 70, x + 14, feet), fill="#30343a")
    draw.rounded_rectangle((x - 22, feet - 130, x + 22, feet - 60), 12, fill=coat)
    draw.ellipse((x - 15, feet - 162, x + 15, feet - 130), fill="#a5754f")


def _tree(draw: Draw, x: int, foot: int, size: int) -> None:
    draw.rectangle((x - size // 14, foot - size // 2, x + size // 14, foot), fill=TRUNK)
    for step in range(9):
        angle = tau * step / 9
        away = size * 0.28
        middle = (x + away * cos(angle), foot - size * 0.75 + away * sin(angle) * 0.8)
        reach = size * (0.2 + 0.05 * (step % 3))
        colour = LEAF if step % 2 else DARK_LEAF
        draw.ellipse(
            (middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach),
            fill=colour,
        )


def _street(draw: Draw) -> None:
    """Two rows of houses and a road that goes away from the reader."""
    draw.polygon(((0, 640), (960, 640), (560, 330), (400, 330)), fill=ROAD)
    draw.polygon(((0, 640), (0, 110), (400, 270), (400, 335)), fill=BRICK)
    draw.polygon(((960, 640), (960, 90), (560, 265), (560, 335)), fill="#a9664a")
    for house in range(4):
        x, y = 30 + house * 95, 190 + house * 36
        draw.rectangle((x, y, x + 46 - house * 7, y + 84 - house * 15), fill="#dfe7ea")
        draw.rectangle(
            (900 - house * 90, y - 10, 940 - house * 84, y + 64 - house * 11), fill="#dfe7ea"
        )


def _hot_stop(draw: Draw) -> None:
    _street(draw)
    draw.ellipse((650, 30, 740, 120), fill="#fbe38a")
    draw.rectangle((246, 330, 256, 610), fill="#3d4147")
    draw.rounded_rectangle((216, 290, 288, 350), 8, fill="#2f7f86")
    for x in (330, 410):
        _person(draw, x, 610, PAINTS[x % 6])


def _ivy_wall(draw: Draw) -> None:
    _wall(draw, "#9b8f86")
    for number in range(26):
        x = 20 + number * 36
        for leaf in range(4 + number % 4):
            y = 400 - leaf * 38
            draw.ellipse((x, y, x + 44, y + 34), fill=LEAF if (leaf + number) % 2 else DARK_LEAF)


def _crossing(draw: Draw) -> None:
    draw.rectangle((0, 330, 960, 640), fill=ROAD)
    draw.rectangle((0, 300, 960, 340), fill="#b9babb")
    for number in range(9):
        draw.polygon(
            (
                (130 + number * 80, 345),
                (170 + number * 80, 345),
                (150 + number * 88, 640),
                (90 + number * 88, 640),
            ),
            fill="#f4f4f0",
        )
    for x in (300, 380, 560):
        _person(draw, x, 470 + x % 50, PAINTS[x % 6])
    _tree(draw, 860, 300, 220)
    _tree(draw, 80, 300, 180)


MURAL_BEFORE = Scene(_grey_wall, "A long grey wall with stains beside a pavement.")
MURAL_DURING = Scene(_painting_wall, "Three people stand at a wall; its left third is painted.")
MURAL_AFTER = Scene(_painted_wall, "The whole wall is painted with trains, suns and wheels.")
HOT_STOP = Scene(_hot_stop, "Two people wait at a bus stop in full sun, without any shade.")
IVY = Scene(_ivy_wall, "A long wall, most of it covered with ivy.")
CROSSING = Scene(_crossing, "Three people cross a wide road between two trees.")
