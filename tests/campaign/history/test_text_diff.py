"""Texts compared word by word."""

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from campaign.history.text_diff import diff


def told(before: str, after: str) -> str:
    marks = {"same": "{}", "gone": "[-{}]", "new": "[+{}]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in diff(before, after))


class CompareTests(SimpleTestCase):
    def test_only_the_words_that_changed_are_marked(self) -> None:
        cases = {
            (
                "A teacher from Kashgar",
                "A doctor from Kashgar",
            ): "A [-teacher][+doctor] from Kashgar",
            ("in March 2018 taken", "in May 2017 taken"): "in [-March 2018][+May 2017] taken",
            ("", "New"): "[+New]",
            ("Old", ""): "[-Old]",
            ("艾古丽示例", "阿古丽示例"): "[-艾][+阿]古丽示例",
            ("Camp", "Prison"): "[-Camp][+Prison]",
            ("3 May", "4 June"): "[-3 May][+4 June]",
        }
        for (before, after), words in cases.items():
            with self.subTest(before):
                self.assertEqual(told(before, after), words)

    def test_what_did_not_change_for_long_is_cut_short(self) -> None:
        text = "word " * 200
        words = told(f"{text}old {text}", f"{text}new {text}")
        self.assertIn("[-old][+new]", words)
        self.assertLess(len(words), 300)
        self.assertTrue(words.startswith("…"))

    def test_a_very_long_text_is_not_compared_word_by_word(self) -> None:
        pieces = diff("a b " * 3000, "b a " * 3000)
        self.assertEqual([piece.kind for piece in pieces], ["gone", "new"])

    @given(st.text(max_size=100), st.text(max_size=100))
    def test_both_texts_can_be_read_back(self, before: str, after: str) -> None:
        pieces = diff(before, after)
        self.assertEqual("".join(p.text for p in pieces if p.kind != "new"), before)
        self.assertEqual("".join(p.text for p in pieces if p.kind != "gone"), after)
