"""The ikat portrait: a drawing of silk for people without a photograph.

Atlas, the silk of the Uyghur region, is dyed before it is woven. Bundles of warp threads are bound and dipped, and
no two threads lie quite alike on the loom, so every edge is stepped and feathered. The portrait is drawn the
same way, thread by thread: each layer of a medallion is one path of vertical strokes, mirrored about the
middle. Only the reference decides the colours and the rhythm. So a person has the same cloth on every page,
and it says nothing about them.

A page shows 24 of these, so each stays near one kilobyte. They have no ids, so that a page may show one twice,
and no styles, which the Content Security Policy forbids.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from math import cos, pi

from django.utils.safestring import SafeString, mark_safe

THREADS, LENGTH = 39, 52  # three to four; odd, so that one thread runs through the middle
MIDDLE, HALFWAY = THREADS // 2, LENGTH // 2

INK, IVORY, SAFFRON, INDIGO = "#14202e", "#f3e8d2", "#d9a036", "#1c3b63"
POMEGRANATE, MADDER, TEAL, MULBERRY = "#a3122a", "#7d1a2a", "#1b5e5a", "#4d1f40"

# The ground and four dyes that contrast with it and with each other.
PALETTES = (
    (MADDER, IVORY, INDIGO, SAFFRON, INK),
    (INDIGO, IVORY, POMEGRANATE, SAFFRON, INK),
    (TEAL, IVORY, MADDER, SAFFRON, INK),
    (INK, POMEGRANATE, IVORY, INDIGO, SAFFRON),
    (IVORY, INDIGO, POMEGRANATE, SAFFRON, INK),
    (MULBERRY, IVORY, TEAL, SAFFRON, INK),
    (POMEGRANATE, INK, IVORY, SAFFRON, INDIGO),
    (IVORY, POMEGRANATE, INK, TEAL, SAFFRON),
    (INK, IVORY, TEAL, POMEGRANATE, SAFFRON),
    (INDIGO, SAFFRON, IVORY, INK, POMEGRANATE),
    (SAFFRON, INK, IVORY, POMEGRANATE, INDIGO),
)

# Half the height of a medallion, 1 to 0, at a distance from its middle, 0 to 1.
SHAPES = (
    lambda away: 1 - away,  # lozenge
    lambda away: min(1, 1.35 * (1 - away)),  # lozenge with its points cut off
    lambda away: cos(away * pi / 2),  # almond
    lambda away: (1 - away) ** 1.5,  # star
    lambda away: 1 - away if away < 0.4 else min(1.2 - away, 1.1 * (1 - away)),  # horned
)

# The centres of the smaller medallions, which the edge of the cloth cuts.
EDGES = (
    ((0, 0), (THREADS - 1, 0), (0, LENGTH), (THREADS - 1, LENGTH)),
    ((0, HALFWAY), (THREADS - 1, HALFWAY)),
    ((MIDDLE, 0), (MIDDLE, LENGTH)),
)

type Stroke = tuple[int, int, int]  # thread, top, bottom


@lru_cache(maxsize=1024)
def portrait_svg(reference: str) -> SafeString:
    """The same reference always gives the same SVG, since people may have printed it."""
    # One byte for each choice, in this order. A new choice must take a byte from the end.
    colours, turn, feathers, shape, edge_shape, edge, rings, *sizes = blake2b(
        reference.encode(), digest_size=20
    ).digest()
    width, height, edge_width, edge_height, *slips = sizes
    ground, *dyes = PALETTES[colours % len(PALETTES)]
    dyes = [*dyes[turn % 3 :], *dyes[: turn % 3]]
    # The shift of each thread on the loom, the same on both sides of the middle.
    slip = [byte % 3 - 1 + (feathers % 2) * (-1) ** at for at, byte in enumerate(slips)]
    edge_size = 6 + edge_width % 5, 11 + edge_height % 8
    size = 11 + width % 6, 19 + height % 7
    rings = 3 + rings % 2

    layers = [
        (
            dyes[1 + at],
            [
                stroke
                for spot in EDGES[edge % len(EDGES)]
                for stroke in _medallion(spot, edge_size, scale, edge_shape % 3, slip)
            ],
        )
        for at, scale in enumerate((1, 0.55))
    ] + [
        (dyes[at], list(_medallion((MIDDLE, HALFWAY), size, 1 - at / rings, shape, slip)))
        for at in range(rings)
    ]
    paths = "".join(f'<path stroke="{dye}" d="{_path(strokes)}"/>' for dye, strokes in layers)
    return mark_safe(  # noqa: S308 - numbers and colours from this module, nothing else
        f'<svg class="pattern" width="{THREADS * 4}" height="{LENGTH * 4}"'
        f' viewBox="0 0 {THREADS} {LENGTH}" preserveAspectRatio="xMidYMid slice" aria-hidden="true">'
        f'<path fill="{ground}" d="M0 0h{THREADS}v{LENGTH}H0"/>'
        # A little wider than a thread. Otherwise the ground would show between the threads.
        f'<g stroke-width="1.1" transform="translate(.5)">{paths}</g></svg>'
    )


def _medallion(
    spot: tuple[int, int], size: tuple[int, int], scale: float, shape: int, slip: Sequence[int]
) -> Iterator[Stroke]:
    across, down = spot
    width, height = (round(side * scale) for side in size)
    reach = SHAPES[shape % len(SHAPES)]
    for thread in range(max(0, across - width), min(THREADS - 1, across + width) + 1):
        away = abs(thread - across)
        half = round(height * reach(away / (width + 0.5)))
        top = max(0, down - half + slip[away % len(slip)])
        bottom = min(LENGTH, down + half + slip[away % len(slip)])
        if top < bottom:
            yield thread, top, bottom


def _path(strokes: Iterable[Stroke]) -> str:
    """The strokes as path data, with absolute or relative moves, whichever is shorter."""
    data, at, end = "", 0, 0
    for thread, top, bottom in strokes:
        absolute = f"M{thread} {top}"
        step = top - end
        relative = f"m{thread - at}{step}" if step < 0 else f"m{thread - at} {step}"
        data += (absolute if not data else min(absolute, relative, key=len)) + f"v{bottom - top}"
        at, end = thread, bottom
    return data
