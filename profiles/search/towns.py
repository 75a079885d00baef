"""Counties and county-level cities by the code of their prefecture, each with its names in several spellings and scripts.

The importer and the desk find the prefecture by them. The first name of a town is the one that the desk shows. Like all words
of the search, they are to be reviewed by a speaker of the language (docs/handbook/search.md).
"""

TOWNS: dict[str, tuple[str, ...]] = {
    "aksu": (
        "Kucha, Kuchar, Kuqa, 库车, كۇچا", "Onsu, Wensu, 温宿, ئونسۇ", "Shayar, Xayar, 沙雅, شايار",
        "Toqsu, Xinhe, 新和, توقسۇ", "Bay, Baicheng, 拜城, باي", "Uchturpan, Wushi, 乌什, ئۇچتۇرپان",
        "Awat, Awati, 阿瓦提, ئاۋات", "Kelpin, Kalpin, Keping, 柯坪, كەلپىن",
    ),
    "altay": (
        "Burqin, 布尔津, بۇرچىن", "Burultoqay, Fuhai, 福海, بۇرۇلتوقاي",
        "Koktoqay, Fuyun, 富蕴, كۆكتوقاي", "Qaba, Habahe, 哈巴河, قابا", "Jeminay, Jimunai, 吉木乃, جېمىنەي",
        "Qinggil, Qinghe, 青河, چىڭگىل",
    ),
    "bayingholin": (
        "Korla, Kuerle, 库尔勒, كورلا", "Bugur, Luntai, 轮台, بۈگۈر", "Lopnur, Yuli, 尉犁, لوپنۇر",
        "Charqilik, Ruoqiang, 若羌, چاقىلىق", "Cherchen, Qiemo, 且末, چەرچەن", "Yanqi, 焉耆, يەنجى",
        "Hejing, 和静, خېجىڭ", "Hoxud, Heshuo, 和硕, خوشۇت", "Bosten, Bohu, 博湖, باغراش",
    ),
    "bortala": (
        "Bole, 博乐, بۆلې", "Jing, Jinghe, 精河, جىڭ", "Arasan, Arixang, Wenquan, 温泉, ئارىشاڭ",
        "Alashankou, 阿拉山口, ئالاتاۋ ئېغىزى",
    ),
    "hotan": (
        "Khotan", "Qaraqash, Karakax, Moyu, 墨玉, قاراقاش", "Guma, Pishan, 皮山, گۇما",
        "Lop, Luopu, 洛浦, لوپ", "Chira, Qira, Cele, 策勒, چىرا", "Keriya, Yutian, 于田, كېرىيە",
        "Niya, Minfeng, 民丰, نىيە",
    ),
    "ili": (
        "Ghulja, Gulja, Yining, 伊宁, غۇلجا", "Kuytun, Kuitun, 奎屯, كۇيتۇن",
        "Korgas, Khorgas, Huocheng, 霍城, قورغاس", "Nilka, Nilqa, 尼勒克, نىلقا", "Tekes, 特克斯, تېكەس",
        "Künes, Xinyuan, 新源, كۈنەس", "Toqquztara, Gongliu, 巩留, توققۇزتارا",
        "Chapchal, Qapqal, 察布查尔, چاپچال", "Mongolküre, Zhaosu, 昭苏, موڭغۇلكۈرە",
    ),
    "kashgar": (
        "Yarkand, Yarkant, Shache, 莎车, يەكەن", "Yengisar, Yingjisha, 英吉沙, يېڭىسار",
        "Yopurgha, Yuepuhu, 岳普湖, يوپۇرغا", "Peyzawat, Payzawat, Jiashi, 伽师, پەيزاۋات",
        "Maralbeshi, Maralbexi, Bachu, 巴楚, مارالبېشى", "Kargilik, Kaghilik, Yecheng, 叶城, قاغىلىق",
        "Poskam, Zepu, 泽普, پوسكام", "Makit, Mekit, Maigaiti, 麦盖提, مەكىت",
        "Tashkurgan, Taxkorgan, 塔什库尔干, تاشقورغان", "Kashgar Old City", "Toqquzaq, Shufu, 疏附, توققۇزاق",
        "Yengisheher, Shule, 疏勒, يېڭىشەھەر",
    ),
    "kizilsu": (
        "Atush, Artush, Artux, Atushi, 阿图什, ئاتۇش", "Akto, Aketao, 阿克陶, ئاقتۇ",
        "Akqi, Aheqi, 阿合奇, ئاقچى", "Ulugqat, Wuqia, 乌恰, ئۇلۇغچات",
    ),
    "kumul": ("Barkol, Balikun, 巴里坤, باركۆل", "Aratürk, Yiwu, 伊吾, ئاراتۈرك"),
    "sanji": (
        "Fukang, 阜康, فۇكاڭ", "Hutubi, 呼图壁, قۇتۇبى", "Manas, Manasi, 玛纳斯, ماناس",
        "Guchung, Qitai, 奇台, گۇچۇڭ", "Jimsar, 吉木萨尔, جىمسار", "Mori, 木垒, مورى",
    ),
    "tarbaghatay": (
        "Chöchek, Chochek, Qoqek, چۆچەك", "Wusu, 乌苏, ۋۇسۇ", "Dörbiljin, Emin, 额敏, دۆربىلجىن",
        "Saven, Shawan, 沙湾, ساۋەن", "Toli, 托里, تولى", "Qaghantoqay, Yumin, 裕民, چاغانتوقاي",
        "Hoboksar, 和布克赛尔, قوبۇقسار",
    ),
    "turpan": ("Toqsun, Toksun, 托克逊, توقسۇن", "Pichan, Piqan, Shanshan, 鄯善, پىچان"),
    "urumqi": ("Urumchi, Wulumqi", "Dabancheng, 达坂城, داۋانچىڭ", "Midong, 米东, مىدوڭ"),
}  # fmt: skip
