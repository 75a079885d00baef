"""The encoding of a text file is guessed with evidence, and a stray byte spoils one letter and no more."""

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from profiles.importing import batches
from profiles.importing.reading import encodings
from tests.desk import DeskTestCase
from tests.profiles.importing.test_desk import url
from tests.profiles.importing.testcases import check

TEXTS = {
    "utf-8": ("name\nAygül\n", "имя\nАйгуль\n", "姓名\n艾古丽\n", "ئىسىم\nئايگۈل\n"),
    "cp1252": ("name,home\nAygül Misal,Ürümqi\n", "nom\nAgnès Léger\n", "Name;Ort\nJürgen Groß;Köln\n"),
    "cp1254": ("ad,şehir\nAygül Mısal,İstanbul\n", "isim;doğum\nGülşen Yıldız;1970\n"),
    "cp1256": ("الاسم,المدينة\nأحمد مثال,كاشغر\n", "نام,شهر\nمحمد,تهران\n"),
    "cp1251": ("имя,город\nАйгуль Мысал,Алматы\n", "ФИО;статус\nИБРАГИМОВ Н.;в тюрьме\n"),
    "cp866": ("имя,город\nАйгуль Мысал,Алматы\n", "ФИО;статус\nИбрагимов Н.;в тюрьме\n"),
    "koi8-r": ("имя,город\nАйгуль Мысал,Алматы\n", "ФИО;статус\nИбрагимов Н.;в тюрьме\n"),
    "gb18030": ("编号,姓名,职业\n1,艾古丽·示例,教师\n", "姓名,状态,地点\n热依汗·示例,被拘留,喀什地区莎车县\n"),
    "big5": ("姓名,職業,狀態\n艾古麗,教師,監獄\n", "編號,姓名,出生日期\n1,帕爾哈提,1970年3月5日\n"),
    "utf-16-le": ("name\nAygül\n",),
}  # fmt: skip
STRAY = "name,home\nAygül,Ürümqi\nMemet,Kök\n".encode() + b"Tur\xe9sun,Hotan\n"


class GuessTests(SimpleTestCase):
    def test_the_encodings_of_the_region_are_told_apart_in_small_files(self) -> None:
        for encoding, texts in TEXTS.items():
            for text in texts:
                with self.subTest(encoding, text=text):
                    content = text.encode(encoding)
                    self.assertEqual(encodings.decode(content, encodings.guess(content)), text)

    def test_a_stray_byte_leaves_the_rest_of_a_utf8_file_as_it_is(self) -> None:
        self.assertEqual(encodings.guess(STRAY), "utf-8")
        self.assertEqual(
            encodings.decode(STRAY, "utf-8").split("\n")[1:4],
            ["Aygül,Ürümqi", "Memet,Kök", "Tur\ufffdsun,Hotan"],
        )

    def test_another_encoding_is_refused_with_the_number_of_letters(self) -> None:
        with self.assertRaisesMessage(ValidationError, "2 letters do not fit"):
            encodings.decode("Aygül, Köln".encode("cp1252"), "utf-8")

    def test_each_candidate_has_a_preview_and_the_likeliest_comes_first(self) -> None:
        first, *others = encodings.candidates("имя,город\nАйгуль,Кульджа\n".encode("koi8-r"))
        self.assertEqual((first.encoding, first.preview), ("koi8-r", "имя, город, Айгуль, Кульджа"))
        self.assertIn("gb18030", [each.encoding for each in others])
        self.assertEqual(encodings.candidates(b"name\nAygul"), [])

    @given(st.binary(max_size=300))
    def test_any_bytes_have_an_encoding(self, content: bytes) -> None:
        self.assertIn(encodings.guess(content), encodings.ENCODINGS)
        encodings.candidates(content)


class PageTests(DeskTestCase):
    def test_the_page_names_the_row_and_the_column_and_offers_other_encodings(self) -> None:
        batch = batches.upload(STRAY, file_name="stray.csv", author=self.staff)
        page = self.client.get(url("reading", batch))
        self.assertContains(page, "1 cell has a letter that does not fit")
        self.assertContains(page, "Row 4, <bdi>name</bdi>: <bdi>Tur\ufffdsun</bdi>", html=False)
        self.assertContains(page, "Turkish (Windows-1254)")
        warnings = check(batch).rows.get(number=4).warnings
        self.assertIn("name: a letter did not fit", warnings[0])
