"""The ikat portrait of people without a photograph."""

import xml.etree.ElementTree as ET
from unittest import TestCase

from django.utils.safestring import SafeString

from profiles.public.ikat_portrait import IVORY, LENGTH, PALETTES, THREADS, portrait_svg

SVG = "{http://www.w3.org/2000/svg}"
REFERENCES = [f"P-{number:04d}" for number in range(1, 1001)]


def strokes(svg: str) -> list[tuple[int, int, int]]:
    """Every (thread, top, bottom) in the picture, read from the paths as a browser does."""
    found = []
    for path in ET.fromstring(svg).iter("path"):  # noqa: S314 - our own drawing
        if "stroke" not in path.attrib:
            continue
        x = y = 0
        data = path.attrib["d"].replace("-", " -")
        for command in data.replace("M", "|M").replace("m", "|m").split("|")[1:]:
            start, length = command.split("v")
            across, down = map(int, start[1:].split())
            x, y = (across, down) if start[0] == "M" else (x + across, y + down)
            found.append((x, y, y + int(length)))
            y += int(length)
    return found


class PortraitPatternTests(TestCase):
    def test_a_reference_always_gives_the_same_cloth(self) -> None:
        first = portrait_svg("P-0042")
        portrait_svg.cache_clear()
        self.assertEqual(portrait_svg("P-0042"), first)

    def test_a_thousand_people_have_a_thousand_different_cloths(self) -> None:
        self.assertEqual(len({portrait_svg(reference) for reference in REFERENCES}), 1000)

    def test_every_palette_is_worn_by_somebody(self) -> None:
        grounds = {portrait_svg(reference).split('fill="')[1][:7] for reference in REFERENCES}
        self.assertEqual(grounds, {ground for ground, *_ in PALETTES})

    def test_it_is_small_enough_for_twenty_four_on_a_page(self) -> None:
        sizes = [len(portrait_svg(reference)) for reference in REFERENCES]
        self.assertLess(sum(sizes) / len(sizes), 1200)
        self.assertLess(max(sizes), 1600)

    def test_it_is_safe_markup_that_a_strict_policy_lets_through(self) -> None:
        for reference in REFERENCES[:50]:
            svg = portrait_svg(reference)
            self.assertIsInstance(svg, SafeString)
            for forbidden in ("style", " id=", "href", "url(", "<script"):
                self.assertNotIn(forbidden, svg)

    def test_nothing_of_a_hostile_reference_reaches_the_markup(self) -> None:
        svg = portrait_svg('"><script>alert(1)</script>')
        self.assertNotIn("alert", svg)
        ET.fromstring(svg)  # noqa: S314

    def test_screen_readers_pass_over_it_since_the_name_stands_beside_it(self) -> None:
        self.assertEqual(ET.fromstring(portrait_svg("P-0001")).attrib["aria-hidden"], "true")  # noqa: S314

    def test_both_halves_mirror_each_other(self) -> None:
        for reference in REFERENCES[:50]:
            drawn = strokes(portrait_svg(reference))
            mirrored = [(THREADS - 1 - thread, top, bottom) for thread, top, bottom in drawn]
            self.assertEqual(sorted(drawn), sorted(mirrored), reference)

    def test_every_stroke_lies_on_the_cloth(self) -> None:
        for reference in REFERENCES[:50]:
            for thread, top, bottom in strokes(portrait_svg(reference)):
                self.assertTrue(0 <= thread < THREADS and 0 <= top < bottom <= LENGTH, reference)

    def test_neighbouring_dyes_of_a_palette_differ(self) -> None:
        for palette in PALETTES:
            self.assertEqual(len(set(palette)), 5)
            self.assertIn(IVORY, palette)
