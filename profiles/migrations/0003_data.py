"""Places, ethnicities, and names with several spellings."""

from django.db import migrations

# The region's prefecture-level divisions, and its directly administered cities.
PREFECTURES = [
    ("aksu", "Aksu", "ئاقسۇ", "阿克苏"),
    ("altay", "Altay", "ئالتاي", "阿勒泰"),
    ("bayingholin", "Bayingholin (Bayingolin)", "بايىنغولىن", "巴音郭楞"),
    ("bortala", "Börtala (Bortala)", "بۆرتالا", "博尔塔拉"),
    ("hotan", "Hotan (Hetian)", "خوتەن", "和田"),
    ("ili", "Ili", "ئىلى", "伊犁"),
    ("karamay", "Karamay", "قاراماي", "克拉玛依"),
    ("kashgar", "Kashgar (Kashi)", "قەشقەر", "喀什"),
    ("kizilsu", "Kizilsu", "قىزىلسۇ", "克孜勒苏"),
    ("kumul", "Kumul (Hami)", "قۇمۇل", "哈密"),
    ("sanji", "Sanji (Changji)", "سانجى", "昌吉"),
    ("tarbaghatay", "Tarbaghatay (Tacheng)", "تارباغاتاي", "塔城"),
    ("turpan", "Turpan (Tulufan)", "تۇرپان", "吐鲁番"),
    ("urumqi", "Ürümqi (Wulumuqi)", "ئۈرۈمچى", "乌鲁木齐"),
]
CITIES = [
    ("aral", "Aral (Alar)", "ئارال", "阿拉尔"),
    ("baiyang", "Baiyang", "بەيياڭ", "白杨"),
    ("beitun", "Beitun", "بەيتۈن", "北屯"),
    ("huyanghe", "Huyanghe", "خۇياڭخې", "胡杨河"),
    ("kokdala", "Kökdala (Kekedala)", "كۆكدالا", "可克达拉"),
    ("kunyu", "Qurumqash (Kunyu)", "قۇرۇمقاش", "昆玉"),
    ("shihezi", "Shixenze (Shihezi)", "شىخەنزە", "石河子"),
    ("shuanghe", "Qosh’ögüz (Shuanghe)", "قوشئۆگۈز", "双河"),
    ("tiemenguan", "Bash’egim (Tiemenguan)", "باشئەگىم", "铁门关"),
    ("tumshuq", "Tumshuq (Tumxuk)", "تۇمشۇق", "图木舒克"),
    ("wujiaqu", "Wujiaqu", "ئۇجياچۈ", "五家渠"),
    ("xinxing", "Xinxing", "شىنشىڭ", "新星"),
]
ETHNICITIES = ["Uyghur", "Kazakh", "Kyrgyz", "Uzbek", "Tatar", "Hui", "Tajik", "Mongol", "Tibetan", "Han"]

# To be reviewed by a speaker of the language: docs/handbook/search.md says so.
SPELLINGS = """
Memet, Mehmet, Muhammad, Mamat, Мәмбет, 买买提, 麦麦提, 穆罕默德
Ehmet, Emet, Ахмет, 艾合买提, 艾买提
Mahmut, Maqmut, 买合木提
Hesen, Esen, 艾山, 哈山
Hüsen, Hüseyin, 玉山, 玉赛音
Abliz, Abdulaziz, Abduleziz
Ablikim, Abdulhakim
Ablimit, Abdulhamid
Ablet, Abdulahad
Ibrahim, Ibrayim, 依布拉音
Ismail, Simayil, 司马义
Yusup, Yüsüp, Жүсіп
Ömer, Umar, Gumar
Osman, Ghosman
Eli, Ghali, 艾力, 阿里
Ghopur, Ghapur, Ghafar
Qurban, Gurban
Tahir, Tayir
Tursun, Tursyn
Patime, Batima, Patma
Ayshe, Ayshem
Xediche, Qedije, Kadisha
Bakyt, Bakhyt
""".strip().splitlines()


def load(apps, schema_editor):
    place = apps.get_model("profiles", "Place")
    place.objects.bulk_create(
        place(code=code, kind=kind, name=name, name_uyghur=uyghur, name_chinese=chinese)
        for kind, places in (("prefecture", PREFECTURES), ("city", CITIES))
        for code, name, uyghur, chinese in places
    )
    ethnicity = apps.get_model("profiles", "Ethnicity")
    ethnicity.objects.bulk_create(ethnicity(code=name.lower(), name=name) for name in ETHNICITIES)
    group = apps.get_model("profiles", "SpellingGroup")
    group.objects.bulk_create(
        group(spellings=line, note="Came with the site; not yet looked over.") for line in SPELLINGS
    )


class Migration(migrations.Migration):
    dependencies = [("profiles", "0002_functions")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
