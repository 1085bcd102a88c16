"""Draws the sample blog's images into samples/blog/images.  Needs Pillow, which nothing else here does.

The images are committed; run this only to change them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

IMAGES = Path(__file__).parent / "blog" / "images"
SIZE = (960, 640)
SMALL = 160
"""Pixels of the longer side of the smaller copy that the stand-in server gives for small sizes."""

Draw = ImageDraw.ImageDraw
Colour = str | tuple[int, int, int]


def ground(draw: Draw, sky: Colour, earth: Colour) -> None:
    draw.rectangle((0, 0, *SIZE), fill=sky)
    draw.rectangle((0, 430, *SIZE), fill=earth)


def radishes(draw: Draw) -> None:
    ground(draw, "#dfeef5", "#6b4a2f")
    for number in range(5):
        x = 140 + number * 170
        draw.ellipse((x - 55, 400, x + 55, 520), fill="#c8274f")
        draw.polygon([(x - 12, 515), (x + 12, 515), (x, 590)], fill="#f4e9ec")
        for lean in (-60, 0, 60):
            draw.polygon([(x - 8, 405), (x + 8, 405), (x + lean, 210 + abs(lean))], fill="#3f8f3a")


def cold_frame(draw: Draw) -> None:
    ground(draw, "#cfe3ea", "#7a8a4a")
    draw.polygon([(180, 300), (780, 230), (860, 500), (120, 520)], fill="#b9d7d9", outline="#5a3d22", width=14)
    draw.line((480, 265, 490, 510), fill="#5a3d22", width=10)
    for number in range(8):
        x = 210 + number * 75
        draw.ellipse((x, 400, x + 46, 440), fill="#4f9a43")


def rain_gauge(draw: Draw) -> None:
    ground(draw, "#9fb2bd", "#55633a")
    draw.rectangle((420, 120, 540, 560), fill="#e9f3f6", outline="#33454d", width=8)
    draw.rectangle((428, 330, 532, 552), fill="#3d7fb0")
    for mark in range(10):
        length = 40 if mark % 2 else 64
        draw.line((420, 150 + mark * 42, 420 + length, 150 + mark * 42), fill="#33454d", width=4)
    for drop in range(24):
        x, y = (drop * 137) % 960, (drop * 71) % 400
        draw.line((x, y, x - 10, y + 34), fill="#dfe9ee", width=4)


def rain_record(draw: Draw) -> None:
    draw.rectangle((0, 0, *SIZE), fill="#ffffff")
    draw.line((80, 560, 900, 560), fill="#333333", width=4)
    for month, fall in enumerate((21, 25, 47, 65, 105, 133, 394, 364, 169, 52, 53, 21)):
        x = 100 + month * 66
        draw.rectangle((x, 560 - fall * 1.3, x + 44, 560), fill="#2f6f9f" if fall < 200 else "#173f63")


def kettle(draw: Draw) -> None:
    draw.rectangle((0, 0, *SIZE), fill="#f3e3c3")
    draw.ellipse((300, 240, 660, 560), fill="#444c55")
    draw.arc((340, 120, 620, 400), 180, 360, fill="#2c3238", width=22)
    draw.polygon([(640, 360), (800, 270), (820, 300), (650, 440)], fill="#444c55")


def map_of_beds(draw: Draw) -> None:
    draw.rectangle((0, 0, *SIZE), fill="#eef0dc")
    for row in range(2):
        for column in range(4):
            x, y = 60 + column * 220, 70 + row * 270
            colour = ("#8fae5b", "#b98a4e", "#7d9fb2", "#c9a86a")[(row + column) % 4]
            draw.rounded_rectangle((x, y, x + 180, y + 220), 18, fill=colour, outline="#4a4a3a", width=5)


def roof(draw: Draw) -> None:
    ground(draw, "#b6c2c9", "#8a7f6a")
    for ridge in range(24):
        x = ridge * 40
        draw.polygon(
            [(x, 430), (x + 20, 430), (480 + (x - 470) // 3, 170), (480 + (x - 490) // 3, 170)],
            fill="#8d9499",
        )
    draw.rectangle((140, 430, 820, 600), fill="#a0643c")


def seedlings(draw: Draw) -> None:
    ground(draw, "#f2efe2", "#4b3524")
    for number in range(9):
        x = 80 + number * 100
        height = 90 + int(40 * math.sin(number))
        draw.line((x, 440, x, 440 - height), fill="#5aa348", width=8)
        draw.ellipse((x - 42, 410 - height, x, 440 - height), fill="#6cbb55")
        draw.ellipse((x, 410 - height, x + 42, 440 - height), fill="#6cbb55")


IMAGES: tuple[tuple[str, Callable[[Draw], None]], ...] = (
    ("radishes.jpg", radishes),
    ("cold-frame.png", cold_frame),
    ("rain-gauge.png", rain_gauge),
    ("rain-record.png", rain_record),
    ("kettle.gif", kettle),
    ("map-of-beds.png", map_of_beds),
    ("roof.png", roof),
    ("seedlings.webp", seedlings),
)


def main() -> None:
    (IMAGES / "small").mkdir(parents=True, exist_ok=True)
    for name, paint in IMAGES:
        image = Image.new("RGB", SIZE)
        paint(ImageDraw.Draw(image))
        small = image.copy()
        small.thumbnail((SMALL, SMALL))
        for path, version in ((IMAGES / name, image), (IMAGES / "small" / name, small)):
            if path.suffix == ".png":
                version.quantize(32).save(path, optimize=True)
            else:
                version.save(path, quality=60)


if __name__ == "__main__":
    main()
