"""Forty invented people, each with one name as it is pronounced, and as officials would write it in Chinese.

An Uyghur name is in Uyghur Latin letters (ULY), which say the same as the Arabic ones. A Kazakh name is in Kazakh
Cyrillic letters. The schemes make every other spelling from them (schemes.py).
"""

UYGHURS = """
Aygül Turdi = 艾古丽·吐尔地
Hashim Qadir = 哈西木·卡迪尔
Osman Nijat = 吾斯曼·尼加提
Abdureshit Imin = 阿卜杜热西提·依明
Abduqadir Jüme = 阿不都卡迪尔·居麦
Mihrigül Rozi = 米热古丽·肉孜
Zulpiqar Yasin = 祖力皮卡尔·亚森
Perhat Tursun = 帕尔哈提·吐尔逊
Gülnar Obul = 古丽娜尔·吾布力
Memet Imin = 买买提·依明
Shöhret Zakir = 肖合热提·扎克尔
Ruqiye Ömer = 茹克娅·吾买尔
Dilshat Perhat = 迪力夏提·帕尔哈提
Ghalip Qurban = 阿力甫·库尔班
Patigül Ghulam = 帕提古丽·吾拉木
Yalqun Rozi = 亚力坤·肉孜
Ekber Ebeydulla = 艾克拜尔·艾拜都拉
Muxtar Zunun = 木合塔尔·祖农
Xalide Israpil = 哈丽代·斯拉皮力
Nurmuhemmet Tohti = 努尔买买提·托合提
Abdurahman Hesen = 阿卜杜热合曼·艾山
Ismayil Sidiq = 司马义·斯地克
Ayshem Mamut = 阿依先木·马木提
Reyhan Eli = 热依汗·艾力
Yüsüp Hajim = 玉素甫·阿吉
Eziz Eysa = 艾则孜·艾沙
Chimen Qeyum = 其曼·克尤木
Enwer Toxti = 艾尼瓦尔·托合提
Zeynep Memtimin = 再娜甫·麦麦提明
Qeyser Abdukerim = 凯赛尔·阿卜杜克热木
Jappar Ablet = 加帕尔·阿布来提
Zöhre Sabit = 祖热·沙比提
""".strip().splitlines()
KAZAKHS = """
Айгүл Қайратқызы = 阿依古丽·哈依拉提
Нұрлан Сәуле = 努尔兰·萨吾列
Жанар Әбдіғали = 加娜尔·阿布都哈力
Серік Шәкен = 赛力克·夏肯
Ғалымжан Хамит = 哈力木江·哈米提
Бақытбек Дәурен = 巴合提别克·道伦
Гүлжан Ыбырай = 古丽江·依布拉依
Ерлан Жұмабай = 叶尔兰·朱马拜
""".strip().splitlines()
# The Arabic spelling of names that come from Arabic, which leaves the short vowels out.
ARABIC_SPELLINGS = {
    "Hashim": "هاشم", "Osman": "عثمان", "Qadir": "قادر", "Yasin": "ياسين", "Ömer": "عمر", "Ruqiye": "رقية",
    "Ghalip": "غالب", "Abdurahman": "عبدالرحمن", "Abduqadir": "عبدالقادر", "Reyhan": "ريحان", "Yüsüp": "يوسف",
    "Hesen": "حسن", "Muxtar": "مختار", "Memet": "محمد", "Ismayil": "إسماعيل", "Zeynep": "زينب", "Jüme": "جمعة",
    "Ekber": "أكبر", "Enwer": "أنور", "Sidiq": "صديق", "Perhat": "فرهاد", "Xalide": "خالدة", "Eli": "علي",
    "Abdukerim": "عبد الكريم", "Qurban": "قربان", "Ghulam": "غلام", "Mamut": "محمود", "Sabit": "ثابت", "Eziz": "عزيز",
    "Eysa": "عيسى", "Zakir": "ذاكر", "Imin": "أمين", "Ebeydulla": "عبيد الله", "Jappar": "جعفر", "Qeyser": "قيصر",
}  # fmt: skip
# Ordinary namesakes of a part, whom a search for one of the forty should not find.
OTHERS = """
Aynur Misal
Gülay Misal
Hesen Misal
Tursunay Misal
Turghun Misal
Qasim Misal
Mijit Misal
Abdurehim Misal
Abduweli Misal
Ablikim Misal
Ablimit Misal
Abliz Misal
Semet Misal
Dilnur Misal
Dilber Misal
Perizat Misal
Gülbahar Misal
Gülnisa Misal
Nurbiye Misal
Nurgül Misal
Yaqup Misal
Alim Misal
Halim Misal
Adil Misal
Jelil Misal
Kamil Misal
Tahir Misal
Zulpiye Misal
Marat Misal
Qanat Misal
Ilham Misal
Islam Misal
Mihray Misal
Peride Misal
Zunun Misal
Ömerjan Misal
Rehime Misal
Rahile Misal
Saadet Misal
Sajide Misal
Muhter Misal
Mahire Misal
Bahar Misal
Batur Misal
Erkin Misal
Erpan Misal
Aygül Misal
Tursun Misal
Tohti Misal
Memet Misal
""".strip().splitlines()
