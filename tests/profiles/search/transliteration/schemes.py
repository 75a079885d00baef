"""Published transliteration tables, and the habits of the press, as one mapping each.

The Uyghur tables map the letters of ULY, the Kazakh ones those of Kazakh Cyrillic.
"""

import re

# The letters of Uyghur in the order of ULY. Every table below has one entry for each.
_ULY = "a e b p t j ch x d r z zh s sh gh f q k g ng l m n h o u ö ü w ë i y"
ULY = _ULY.split()


def _uyghur(letters: str) -> dict[str, str]:
    found = letters.split()
    assert len(found) == len(ULY), letters
    return dict(zip(ULY, found, strict=True))


UYGHUR = {
    "Arabic": _uyghur("ا ە ب پ ت ج چ خ د ر ز ژ س ش غ ف ق ك گ ڭ ل م ن ھ و ۇ ۆ ۈ ۋ ې ى ي"),
    "Arabic with one h": _uyghur("ا ه ب پ ت ج چ خ د ر ز ژ س ش غ ف ق ك گ ڭ ل م ن ه و ۇ ۆ ۈ ۋ ې ى ي"),
    "Arabic on a Persian keyboard": _uyghur("ا ه ب پ ت ج چ خ د ر ز ژ س ش غ ف ق ک گ نگ ل م ن ه و و و و و ی ی ی"),
    "ULY": dict(zip(ULY, ULY, strict=True)),
    "UYY": _uyghur("a ə b p t j q h d r z ⱬ s x ƣ f ⱪ k g ng l m n ⱨ o u ɵ ü w e i y"),
    "SASM/GNC": _uyghur("a ä b p t j q h d r z ẑ s x ĝ f k̂ k g ng l m n ĥ o u ö ü w ê i y"),
    "SASM/GNC without marks": _uyghur("a a b p t j q h d r z z s x g f k k g ng l m n h o u o u w e i y"),
    "UYY without marks": _uyghur("a e b p t j q h d r z z s x g f k k g ng l m n h o u o u w e i y"),
    "Uzbek Latin": _uyghur("a a b p t j ch x d r z j s sh gʻ f q k g ng l m n h oʻ u oʻ u v e i y"),
    "German libraries": _uyghur("a ä b p t ǧ č ḫ d r z ž s š ġ f q k g ñ l m n h o u ö ü w e i y"),
    "USY": _uyghur("а ә б п т җ ч х д р з ж с ш ғ ф қ к г ң л м н һ о у ө ү в е и й"),
    "ALA-LC": _uyghur("a ă b p t j ch kh d r z zh s sh gh f q k g ng l m n h o u ö ü v e i y"),
    "BGN/PCGN": _uyghur("a ä b p t j ch kh d r z zh s sh gh f q k g ng l m n h o u ö ü w e i y"),
    "ISO 9": _uyghur("a a̋ b p t ž̦ č h d r z ž s š ġ f ķ k g ņ l m n ḥ o u ô ù v e i j"),
    "Turkological": _uyghur("a ä b p t j č x d r z ž s š ɣ f q k g ŋ l m n h o u ö ü v e i y"),
    "Kazakh keyboard": _uyghur("а ә б п т ж ч х д р з ж с ш ғ ф қ к г ң л м н һ о ұ ө ү в е и й"),
    "English press": _uyghur("a a b p t j ch kh d r z zh s sh gh f q k g ng l m n h o u o u w e i y"),
    "English press, plain": _uyghur("a e b p t j ch h d r z zh s sh g f k k g ng l m n h o u o u v e i y"),
    "German press": _uyghur("a e b p t dsch tsch ch d r s sch s sch gh f k k g ng l m n h o u ö ü w e i j"),
    "French press": _uyghur("a e b p t dj tch kh d r z j s ch gh f k k g ng l m n h o ou o u w é i y"),
    "Turkish press": _uyghur("a e b p t c ç h d r z j s ş ğ f k k g ng l m n h o u ö ü v e i y"),
    "Turkish, no marks": _uyghur("a e b p t c c h d r z j s s g f k k g n l m n h o u o u v e i y"),
    "Russian press": _uyghur("а а б п т дж ч х д р з ж с ш г ф к к г нг л м н х о у о у в е и й"),
    "Russian press, e": _uyghur("а е б п т ж ч х д р з ж с ш г ф к к г нг л м н г о у у ю в е и й"),
}  # fmt: skip

# Kazakh Cyrillic, as the letters stand in names.
_KAZAKH = "а ә б в г ғ д е ж з и й к қ л м н ң о ө п р с т у ұ ү ф х һ ч ш ы і э ю я"
KAZAKH_LETTERS = _KAZAKH.split()


def _kazakh(letters: str) -> dict[str, str]:
    found = letters.split()
    assert len(found) == len(KAZAKH_LETTERS), letters
    return dict(zip(KAZAKH_LETTERS, found, strict=True))


KAZAKH = {
    "Cyrillic": dict(zip(KAZAKH_LETTERS, KAZAKH_LETTERS, strict=True)),
    "Arabic": _kazakh("ا ٵ ب ۆ گ ع د ە ج ز ي ي ك ق ل م ن ڭ و ٶ پ ر س ت ۋ ۇ ٷ ف ح ھ چ ش ى ٸ ە يۋ يا"),
    "Kazakh Latin 2018": _kazakh("a á b v g ǵ d e j z ı ı k q l m n ń o ó p r s t ý u ú f h h ch sh y i e ıý ıa"),
    "Kazakh Latin 2021": _kazakh("a ä b v g ğ d e j z i i k q l m n ñ o ö p r s t u ū ü f h h ch ş y ı e iu ia"),
    "BGN/PCGN": _kazakh("a ä b v g gh d e zh z ī y k q l m n ng o ö p r s t ū u ü f kh h ch sh y i e yu ya"),
    "ALA-LC": _kazakh("a ă b v g gh d e zh z i ĭ k q l m n ng o ȯ p r s t u ū u̇ f kh h ch sh y i ė i͡u i͡a"),
    "ISO 9": _kazakh("a a̋ b v g ġ d e ž z i j k ķ l m n ņ o ô p r s t u u̇ ù f h ḥ č š y ì è û â"),
    "German libraries": _kazakh("a ä b v g ġ d e ž z i j k q l m n ñ o ö p r s t u ŭ ü f ch h č š y i ė ju ja"),
    "Uyghur Latin": _kazakh("a e b w g gh d e j z i y k q l m n ng o ö p r s t w u ü f x h ch sh i i e yu ya"),
    "Russian press": _kazakh("а а б в г г д е ж з и й к к л м н н о о п р с т у у у ф х х ч ш ы и э ю я"),
    "English press": _kazakh("a a b v g g d e zh z i y k k l m n n o o p r s t u u u f kh h ch sh y i e yu ya"),
    "German press": _kazakh("a a b w g g d e sch s i j k k l m n n o ö p r s t u u ü f ch h tsch sch y i e ju ja"),
    "French press": _kazakh("a a b v g g d e j z i ï k k l m n n o o p r s t ou ou ou f kh h tch ch y i e iou ia"),
    "Turkish press": _kazakh("a e b v g ğ d e j z i y k k l m n n o ö p r s t u u ü f h h ç ş ı i e yu ya"),
    "SASM/GNC without marks": _kazakh("a a b v g g d e j z i y k k l m n n o o p r s t w u u f h h q x e i e yu ya"),
    "Turkish, no marks": _kazakh("a a b v g g d e j z i y k k l m n n o o p r s t u u u f h h c s i i e yu ya"),
}  # fmt: skip

_UYGHUR_LETTER = re.compile("|".join(sorted(ULY, key=len, reverse=True)))
_VOWEL_FIRST = re.compile(r"\b(?=[اەۇوۆۈېى])")


def transliterate_uyghur(name: str, scheme: str) -> str:
    table = UYGHUR[scheme]
    text = _UYGHUR_LETTER.sub(lambda letter: table[letter[0]], name.lower())
    return _VOWEL_FIRST.sub("ئ", text) if scheme == "Arabic" else text.title()


def transliterate_kazakh(name: str, scheme: str) -> str:
    table = KAZAKH[scheme]
    return "".join(table.get(letter, letter) for letter in name.lower()).title()


# Pinyin to Wade-Giles, by initial and by the rest of a syllable.
_INITIALS = {
    "b": "p", "p": "p'", "d": "t", "t": "t'", "g": "k", "k": "k'", "zh": "ch", "ch": "ch'", "j": "ch", "q": "ch'",
    "z": "ts", "c": "ts'", "x": "hs", "r": "j",
}  # fmt: skip
_RESTS = {
    "ian": "ien", "ie": "ieh", "ye": "yeh", "yan": "yen", "ong": "ung", "yong": "yung", "you": "yu", "e": "o",
    "er": "erh", "yu": "yü", "yuan": "yüan", "yue": "yüeh", "yi": "i", "si": "ssu", "zi": "tzu", "ci": "tz'u",
    "zhi": "chih", "chi": "ch'ih", "shi": "shih", "ri": "jih", "ju": "chü", "qu": "ch'ü", "xu": "hsü", "ke": "k'o",
    "ge": "ko", "he": "ho", "jun": "chün", "xun": "hsün", "gui": "kuei", "guo": "kuo", "luo": "lo", "tuo": "t'o",
    "re": "je", "ze": "tse", "se": "se", "te": "t'e", "de": "te", "le": "le", "wei": "wei", "nuo": "no",
    "bo": "po", "bie": "pieh", "lie": "lieh", "bian": "pien", "lian": "lien", "xian": "hsien", "ken": "k'en",
}  # fmt: skip


def wade_giles(syllable: str) -> str:
    if syllable in _RESTS:
        return _RESTS[syllable]
    initial = next((i for i in ("zh", "ch", "sh", syllable[0]) if syllable.startswith(i)), "")
    rest = syllable[len(initial) :]
    return (
        _INITIALS.get(initial, initial) + _RESTS.get(rest, rest)
        if rest != "e"
        else _INITIALS.get(initial, initial) + "e"
    )
