"""The region's prefecture-level divisions and directly administered cities, and the ethnicities."""

from django.db import migrations

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


def load(apps, schema_editor):
    apps.get_model("profiles", "Place").objects.bulk_create(
        apps.get_model("profiles", "Place")(
            code=code, kind=kind, name=name, name_uyghur=uyghur, name_chinese=chinese
        )
        for kind, places in (("prefecture", PREFECTURES), ("city", CITIES))
        for code, name, uyghur, chinese in places
    )
    apps.get_model("profiles", "Ethnicity").objects.bulk_create(
        apps.get_model("profiles", "Ethnicity")(code=name.lower(), name=name)
        for name in ETHNICITIES
    )


class Migration(migrations.Migration):
    dependencies = [("profiles", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
