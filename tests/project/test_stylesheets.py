"""The style sheets of the public pages keep to what the oldest browser we serve knows (docs/decisions/0042)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

SHEETS = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))

# What Chrome 88, Safari 14.1 or Firefox 78 does not know. Such a browser drops the whole block, or the declaration.
UNKNOWN_BLOCK = re.compile(r"@(layer|scope|starting-style|property)\b|@media[^{]*[<>]")
UNKNOWN_VALUE = re.compile(r"color-mix\(|light-dark\(|\b(?:ok)?l(?:ab|ch)\(|\d[dsl]v[hwib]\b|/ \"")
ONLY_BETTER = ("@container", "@supports")  # a page is whole without what these hold


@dataclass(frozen=True, slots=True)
class Block:
    """A rule or an at-rule. around: the heads of the blocks that it is in."""

    head: str
    body: str
    around: tuple[str, ...]


def blocks(css: str, around: tuple[str, ...] = ()) -> Iterator[Block]:
    at = 0
    while (opening := css.find("{", at)) >= 0:
        head = re.split(r"[;}]", css[at:opening])[-1].strip()
        closing = end_of_block(css, opening)
        body = css[opening + 1 : closing]
        yield Block(head, body, around)
        yield from blocks(body, (*around, head))
        at = closing + 1


def end_of_block(css: str, opening: int) -> int:
    depth = 0
    for found in re.finditer(r"[{}]", css[opening:]):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return opening + found.start()
    raise ValueError("a block without an end")


def read(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)


def faults(css: str) -> Iterator[str]:
    yield from UNKNOWN_BLOCK.findall(css)
    for block in blocks(css):
        parents = [each for each in block.around if not each.startswith("@")]
        if parents:
            yield f"nested: {parents[-1]} {block.head}"
        selectors = [] if block.head.startswith("@") else split_list(block.head)
        if len({":has(" in selector for selector in selectors}) > 1:
            yield f"lost with :has(): {block.head}"
        if "{" not in block.body and not any(each.startswith(ONLY_BETTER) for each in block.around):
            yield from without_fallback(block)


def without_fallback(block: Block) -> Iterator[str]:
    """Declarations of which an old browser knows no earlier form."""
    declared = set()
    for declaration in block.body.split(";"):
        name, _, value = declaration.partition(":")
        if UNKNOWN_VALUE.search(value):
            if name.strip() not in declared:
                yield f"no fallback: {block.head} {declaration.strip()}"
        else:
            declared.add(name.strip())


def split_list(selectors: str) -> list[str]:
    """The selectors of a list; commas within brackets part nothing."""
    return re.split(r",(?![^(]*\))", selectors)


class StylesheetTests(SimpleTestCase):
    def test_public_pages_need_nothing_that_the_oldest_browser_does_not_know(self) -> None:
        found = {sheet.name: [*faults(read(sheet))] for sheet in SHEETS}
        self.assertEqual({name: each for name, each in found.items() if each}, {})

    def test_what_an_old_browser_drops_is_found(self) -> None:
        for css in (
            "@layer base { p { margin: 0 } }",
            "p { a { margin: 0 } }",
            "p { color: red; &:hover { color: blue } }",
            "p, a:has(b) { margin: 0 }",
            "p { color: light-dark(#000, #fff) }",
            "p { block-size: 100dvh; block-size: 100vh }",
            "@media (width > 40rem) { p { margin: 0 } }",
            'p::after { content: "+" / "" }',
        ):
            self.assertTrue([*faults(css)], css)

    def test_what_only_makes_a_page_better_may_be_used(self) -> None:
        for css in (
            "@supports (color: light-dark(#000, #fff)) { p { color: light-dark(#000, #fff) } }",
            "@container (min-width: 40rem) { p { margin: 0 } }",
            "a:has(b), a:has(i) { margin: 0 }",
            "p { block-size: 100vh; block-size: 100dvh }",
        ):
            self.assertEqual([*faults(css)], [], css)
