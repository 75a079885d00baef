"""Given names of the invented people, in the scripts they are written in.

The family name is the word for "example" in each language, so that nobody can be meant: Misal in Uyghur,
Мысал in Kazakh, Мисал in Kyrgyz and Tatar, Misol in Uzbek, 示例 in Chinese.
"""

from profiles.models.vocabulary import NameLanguage

# Latin script (ULY): Arabic script, and the characters of Chinese documents.
UYGHUR = {
    "A.": ("ئا.", "阿某"),
    "Aygül": ("ئايگۈل", "艾古丽"),
    "Patigül": ("پاتىگۈل", "帕提古丽"),
    "Reyhangül": ("رەيھانگۈل", "热依汗古丽"),
    "Zulpiye": ("زۇلپىيە", "祖丽皮娅"),
    "Mahire": ("ماھىرە", "马依热"),
    "Gülnar": ("گۈلنار", "古丽娜尔"),
    "Dilnur": ("دىلنۇر", "迪丽努尔"),
    "Meryem": ("مەريەم", "麦尔耶姆"),
    "Tursungül": ("تۇرسۇنگۈل", "吐尔逊古丽"),
    "Roshengül": ("روشەنگۈل", "肉先古丽"),
    "Bumeryem": ("بۇمەريەم", "布麦尔耶姆"),
    "Arzugül": ("ئارزۇگۈل", "阿尔祖古丽"),
    "Nurbiye": ("نۇربىيە", "努尔比耶"),
    "Rizwangül": ("رىزۋانگۈل", "热孜万古丽"),
    "Amangül": ("ئامانگۈل", "阿曼古丽"),
    "Zeynep": ("زەينەپ", "再娜甫"),
    "Sajide": ("ساجىدە", "萨吉代"),
    "Halide": ("ھالىدە", "哈丽代"),
    "Güzelnur": ("گۈزەلنۇر", "古再丽努尔"),
    "Ayshemgül": ("ئايشەمگۈل", "阿依谢姆古丽"),
    "Mihrigül": ("مىھرىگۈل", "米日古丽"),
    "Mukerrem": ("مۇكەررەم", "木开热姆"),
    "Peride": ("پەرىدە", "帕丽达"),
    "Senewer": ("سەنەۋەر", "赛娜瓦尔"),
    "Helchem": ("ھەلچەم", "海丽且木"),
    "Tajigül": ("تاجىگۈل", "塔吉古丽"),
    "Buzeynep": ("بۇزەينەپ", "布再娜甫"),
    "Shemsiye": ("شەمسىيە", "谢木西耶"),
    "Kamile": ("كامىلە", "卡米莱"),
    "Muyesser": ("مۇيەسسەر", "木耶赛尔"),
    "Hawagül": ("ھاۋاگۈل", "阿瓦古丽"),
    "Zohre": ("زوھرە", "佐合热"),
    "Gülbahar": ("گۈلباھار", "古丽巴哈尔"),
    "Nurnisa": ("نۇرنىسا", "努尔尼萨"),
    "Perizat": ("پەرىزات", "帕丽扎提"),
    "Sumeyye": ("سۇمەييە", "苏麦耶"),
    "Shirin": ("شىرىن", "西琳"),
    "Abdurehim": ("ئابدۇرەھىم", "阿卜杜热依木"),
    "Ablikim": ("ئابلىكىم", "阿布力克木"),
    "Abduweli": ("ئابدۇۋەلى", "阿卜杜外力"),
    "Adil": ("ئادىل", "阿迪力"),
    "Alim": ("ئالىم", "阿里木"),
    "Enwer": ("ئەنۋەر", "安外尔"),
    "Ekrem": ("ئەكرەم", "艾克热木"),
    "Erkin": ("ئەركىن", "艾尔肯"),
    "Eziz": ("ئەزىز", "艾则孜"),
    "Gheni": ("غەنى", "艾尼"),
    "Hashim": ("ھاشىم", "阿西木"),
    "Imin": ("ئىمىن", "依明"),
    "Ismayil": ("ئىسمايىل", "斯马依力"),
    "Jappar": ("جاپپار", "加帕尔"),
    "Jelil": ("جەلىل", "加力力"),
    "Kamil": ("كامىل", "卡米力"),
    "Kérim": ("كېرىم", "克里木"),
    "Mehmut": ("مەھمۇت", "买合木提"),
    "Memtimin": ("مەمتىمىن", "买买提明"),
    "Mijit": ("مىجىت", "米吉提"),
    "Musa": ("مۇسا", "木萨"),
    "Muxtar": ("مۇختار", "木合塔尔"),
    "Nurmemet": ("نۇرمەمەت", "努尔买买提"),
    "Obul": ("ئوبۇل", "吾布力"),
    "Osman": ("ئوسمان", "吾斯曼"),
    "Ömer": ("ئۆمەر", "吾买尔"),
    "Polat": ("پولات", "普拉提"),
    "Qadir": ("قادىر", "卡迪尔"),
    "Qasim": ("قاسىم", "卡斯木"),
    "Qurban": ("قۇربان", "库尔班"),
    "Raxman": ("راخمان", "热合曼"),
    "Rozi": ("روزى", "肉孜"),
    "Sadiq": ("سادىق", "萨迪克"),
    "Semet": ("سەمەت", "赛买提"),
    "Tahir": ("تاھىر", "塔依尔"),
    "Tursun": ("تۇرسۇن", "吐尔逊"),
    "Turghun": ("تۇرغۇن", "吐尔洪"),
    "Yasin": ("ياسىن", "亚森"),
    "Yüsüp": ("يۈسۈپ", "玉素甫"),
    "Yaqup": ("ياقۇپ", "亚库普"),
    "Zunun": ("زۇنۇن", "祖农"),
    "Ilyas": ("ئىلياس", "伊力亚斯"),
    "Mutellip": ("مۇتەللىپ", "木塔力甫"),
    "Nijat": ("نىجات", "尼加提"),
    "Dilshat": ("دىلشات", "迪力夏提"),
    "Shöhret": ("شۆھرەت", "肖合热提"),
    "Ehmet": ("ئەھمەت", "艾合买提"),
    "Barat": ("بارات", "巴拉提"),
    "Ghopur": ("غوپۇر", "吾甫尔"),
    "Turdi": ("تۇردى", "吐尔地"),
    "Ibrahim": ("ئىبراھىم", "依布拉音"),
    "Helil": ("ھەلىل", "海力力"),
    "Abdusalam": ("ئابدۇسالام", "阿卜杜萨拉木"),
    "Abdughéni": ("ئابدۇغېنى", "阿卜杜艾尼"),
    "Abdulla": ("ئابدۇللا", "阿卜杜拉"),
    "Abduqadir": ("ئابدۇقادىر", "阿卜杜卡迪尔"),
    "Abdurahman": ("ئابدۇراھمان", "阿卜杜热合曼"),
    "Nizamidin": ("نىزامىدىن", "尼扎木丁"),
    "Seypidin": ("سەيپىدىن", "赛皮丁"),
    "Muhemmed": ("مۇھەممەد", "穆罕默德"),
    "Hajim": ("ھاجىم", "阿吉木"),
    "Bilal": ("بىلال", "比拉力"),
    "Dewlet": ("دەۋلەت", "达吾来提"),
    "Iminjan": ("ئىمىنجان", "依明江"),
    "Memet’éli": ("مەمەتئېلى", "买买提艾力"),
}

# Latin script: Cyrillic, Arabic, Chinese.
KAZAKH = {
    "Ainur": ("Айнұр", "اينۇر", "阿依努尔"),
    "Asqar": ("Асқар", "اسقار", "阿斯哈尔"),
    "Bekzat": ("Бекзат", "بەكزات", "别克扎提"),
    "Bota": ("Бота", "بوتا", "波塔"),
    "Dauren": ("Дәурен", "داۋرەن", "达吾仁"),
    "Erbol": ("Ербол", "ەربول", "叶尔波力"),
    "Kulash": ("Күлаш", "كۇلاش", "库拉西"),
    "Murat": ("Мұрат", "مۇرات", "木拉提"),
    "Nurlan": ("Нұрлан", "نۇرلان", "努尔兰"),
    "Qairat": ("Қайрат", "قايرات", "海拉提"),
    "Saule": ("Сәуле", "ساۋلە", "沙吾列"),
    "Serik": ("Серік", "سەرىك", "赛力克"),
    "Zhanar": ("Жанар", "جانار", "加娜尔"),
}

# As written in English: the name in its own script, and the Chinese.
KYRGYZ = {
    "Aibek": ("Айбек", "阿依别克"),
    "Azamat": ("Азамат", "阿扎马提"),
    "Bakyt": ("Бакыт", "巴合提"),
    "Gulzat": ("Гүлзат", "古丽扎提"),
    "Nurbek": ("Нурбек", "努尔别克"),
}
TATAR = {
    "Naila": ("Наилә", "娜依拉"),
    "Rashit": ("Рәшит", "热西提"),
}
UZBEK = {
    "Dilnoza": "迪丽诺扎",
    "Otabek": "吾塔别克",
    "Shavkat": "夏吾卡提",
}
# In pinyin, family name first: the characters.
HUI = {
    "Guohua": "国华",
    "Liping": "丽萍",
    "Xiulan": "秀兰",
    "Yuming": "玉明",
}

type Forms = list[tuple[NameLanguage, str]]


def forms(name: str, ethnicity: str) -> Forms:
    """The whole name in each of its scripts, the one to show first in front.

    A name of several words is looked up word by word. Tajiks of the region write their names as
    Uyghurs do.
    """
    match ethnicity:
        case "kazakh":
            cyrillic, arabic, chinese = KAZAKH[name]
            return [
                (NameLanguage.KK_LATN, f"{name} Mysal"),
                (NameLanguage.KK_CYRL, f"{cyrillic} Мысал"),
                (NameLanguage.KK_ARAB, f"{arabic} مىسال"),
                (NameLanguage.ZH_HANS, f"{chinese}·示例"),
            ]
        case "kyrgyz":
            cyrillic, chinese = KYRGYZ[name]
            return [
                (NameLanguage.EN, f"{name} Misal"),
                (NameLanguage.KY_CYRL, f"{cyrillic} Мисал"),
                (NameLanguage.ZH_HANS, f"{chinese}·示例"),
            ]
        case "tatar":
            cyrillic, chinese = TATAR[name]
            return [
                (NameLanguage.EN, f"{name} Misal"),
                (NameLanguage.TT_CYRL, f"{cyrillic} Мисал"),
                (NameLanguage.ZH_HANS, f"{chinese}·示例"),
            ]
        case "uzbek":
            return [
                (NameLanguage.UZ_LATN, f"{name} Misol"),
                (NameLanguage.ZH_HANS, f"{UZBEK[name]}·示例"),
            ]
        case "hui":
            return [
                (NameLanguage.ZH_PINYIN, f"Shili {name}"),
                (NameLanguage.ZH_HANS, f"示例{HUI[name]}"),
            ]
        case _:
            words = [UYGHUR[word] for word in name.split()]
            return [
                (NameLanguage.UG_LATN, f"{name} Misal"),
                (NameLanguage.UG_ARAB, " ".join([*(arabic for arabic, _ in words), "مىسال"])),
                (NameLanguage.ZH_HANS, "·".join([*(chinese for _, chinese in words), "示例"])),
            ]
