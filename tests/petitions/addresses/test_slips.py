"""Slips in addresses: the large providers' are noticed, and no real domain is taken for one."""

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from campaign.run.in_process import InProcess
from petitions.addresses import slips
from petitions.addresses.canonical import Rule, clean_address
from tests.factories import edit_rule
from tests.testcases import SiteTestCase

SLIPS = {
    "gmail.com": """gmial.com gmai.com gmal.com gmil.com gamil.com gmaill.com ggmail.com gnail.com gmeil.com gmaik.com
        gmail.con gmail.co gmail.cm gmail.om gmail.cim gmail.vom gmail.comm gmail.ocm gmail.cpm gmail.c gmail.ru
        gmail.de gmail.co.uk gmail.com.com gmial.con www.gmail.com gmaıl.com gmaİl.com GMAİL.COM gmаil.com gmáil.com
        xn--gmal-nza.com""",
    "hotmail.com": """hotmial.com hotmal.com hotmai.com hotamil.com homail.com hotmaill.com hotmail.con hotmail.co
        hotnail.com hormail.com hotmaıl.com htomail.com hotmaul.con otmail.com""",
    "hotmail.co.uk": "hotmial.co.uk hotmail.couk hotmail.co.u hotmail.co.ik",
    "hotmail.fr": "hotmial.fr hotmal.fr",
    "yahoo.com": "yaho.com yahooo.com yhaoo.com yahoo.con yahoo.co yahoo.cm yahho.com uahoo.com уahoo.com",
    "yahoo.com.tr": "yaho.com.tr yahoo.con.tr",
    "outlook.com": "outlok.com outloook.com outlook.con outlook.co otlook.com outllok.com oultook.com",
    "icloud.com": "iclod.com icoud.com icloud.con icloud.co icluod.com ıcloud.com",
    "mail.ru": "mail.ri mail.ruu mail.tu",
    "yandex.ru": "yandex.ruu yandex.ri yadex.ru yandx.ru",
    "qq.com": "qq.con qq.cim qq.comm",
    "163.com": "163.con 163.cm",
    "web.de": "web.d web.dd web.dee",
    "gmx.de": "gmx.dee gmx.dd",
    "protonmail.com": "protonmial.com protonmai.com protonmail.con",
    "wp.pl": "wp.pll",
    "naver.com": "naver.con naver.comm",
    "example.com": "example.con example.cmo example.ocm",
    "university.edu": "university.edy",
}

# Real domains of providers, large, small and close to others.
REAL = ["gmail.com", "googlemail.com", "mail.com", "email.com", "ymail.com", "rocketmail.com", "hotmail.com", "hotmail.co.uk", "hotmail.fr", "hotmail.de", "hotmail.it", "hotmail.es", "hotmail.be", "hotmail.nl", "hotmail.ca", "hotmail.com.tr", "hotmail.com.br", "hotmail.com.ar", "hotmail.co.jp", "hotmail.se", "hotmail.no", "hotmail.dk", "outlook.com", "outlook.de", "outlook.fr", "outlook.es", "outlook.it", "outlook.com.br", "outlook.com.tr", "outlook.jp", "outlook.sa", "live.com", "live.de", "live.nl", "live.fr", "live.co.uk", "live.be", "live.ca", "live.cn", "live.se", "live.no", "msn.com", "windowslive.com", "passport.com", "yahoo.com", "yahoo.com.tr", "yahoo.co.uk", "yahoo.fr", "yahoo.de", "yahoo.it", "yahoo.es", "yahoo.ca", "yahoo.co.in", "yahoo.in", "yahoo.co.jp", "yahoo.co.id", "yahoo.com.au", "yahoo.com.br", "yahoo.com.mx", "yahoo.com.hk", "yahoo.com.tw", "yahoo.com.sg", "yahoo.com.ph", "yahoo.com.vn", "yahoo.com.cn", "yahoo.cn", "yahoo.ie", "yahoo.gr", "yahoo.se", "yahoo.no", "yahoo.ro", "yahoo.co.nz", "myyahoo.com", "icloud.com", "me.com", "mac.com", "aol.com", "aol.de", "aim.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "gmx.us", "gmx.fr", "gmx.es", "gmx.co.uk", "gmx.org", "gmx.eu", "gmx.li", "gmx.info", "web.de", "freenet.de", "t-online.de", "arcor.de", "posteo.de", "posteo.net", "mailbox.org", "online.de", "1und1.de", "kabelmail.de", "vodafone.de", "o2online.de", "o2.pl", "o2.co.uk", "email.de", "email.it", "email.cz", "mail.de", "mail.ru", "list.ru", "bk.ru", "inbox.ru", "internet.ru", "xmail.ru", "mail.ua", "mail.bg", "mail.ee", "mail.kz", "inbox.lv", "inbox.lt", "inbox.com", "inbox.eu", "rambler.ru", "lenta.ru", "ro.ru", "autorambler.ru", "myrambler.ru", "rambler.ua", "yandex.ru", "yandex.com", "yandex.kz", "yandex.by", "yandex.ua", "yandex.uz", "yandex.com.tr", "ya.ru", "narod.ru", "ukr.net", "i.ua", "meta.ua", "bigmir.net", "tut.by", "wp.pl", "onet.pl", "onet.eu", "op.pl", "vp.pl", "interia.pl", "interia.eu", "poczta.onet.pl", "tlen.pl", "gazeta.pl", "seznam.cz", "centrum.cz", "post.cz", "atlas.cz", "volny.cz", "azet.sk", "zoznam.sk", "freemail.hu", "citromail.hu", "indamail.hu", "libero.it", "virgilio.it", "alice.it", "tin.it", "tiscali.it", "fastwebnet.it", "pec.it", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "neuf.fr", "bbox.fr", "numericable.fr", "club-internet.fr", "mailo.com", "bluewin.ch", "hispeed.ch", "sunrise.ch", "protonmail.com", "protonmail.ch", "proton.me", "pm.me", "tutanota.com", "tutanota.de", "tuta.com", "tuta.io", "tutamail.com", "keemail.me", "hushmail.com", "fastmail.com", "fastmail.fm", "zoho.com", "zohomail.com", "runbox.com", "startmail.com", "riseup.net", "disroot.org", "countermail.com", "mailfence.com", "kolabnow.com", "ctemplar.com", "cock.li", "skiff.com", "hey.com", "duck.com", "qq.com", "vip.qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "vip.163.com", "139.com", "189.cn", "wo.cn", "21cn.com", "sina.com", "sina.cn", "vip.sina.com", "sohu.com", "tom.com", "aliyun.com", "netease.com", "naver.com", "daum.net", "hanmail.net", "nate.com", "kakao.com", "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "ymail.ne.jp", "nifty.com", "biglobe.ne.jp", "excite.co.jp", "rediffmail.com", "rediff.com", "sify.com", "in.com", "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "earthlink.net", "juno.com", "optonline.net", "roadrunner.com", "rr.com", "shaw.ca", "rogers.com", "sympatico.ca", "telus.net", "bell.net", "videotron.ca", "btinternet.com", "sky.com", "virginmedia.com", "ntlworld.com", "talktalk.net", "blueyonder.co.uk", "bigpond.com", "bigpond.net.au", "optusnet.com.au", "iinet.net.au", "xtra.co.nz", "uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br", "globo.com", "ziggo.nl", "kpnmail.nl", "xs4all.nl", "planet.nl", "telenet.be", "skynet.be", "proximus.be", "online.no", "broadpark.no", "telia.com", "spray.se", "comhem.se", "tele2.se", "mail.dk", "jubii.dk", "luukku.com", "elisanet.fi", "kolumbus.fi", "eesti.ee", "hot.ee", "delfi.lt", "walla.co.il", "walla.com", "netvision.net.il", "mynet.com", "superonline.com", "ttmail.com", "hotpop.com", "excite.com", "lycos.com", "homemail.com", "usa.com", "iname.com", "engineer.com", "consultant.com", "myself.com", "post.com", "europe.com", "asia.com", "cloud.com", "nextmail.ru", "pobox.com", "webmail.co.za", "mweb.co.za", "telkomsa.net", "vodamail.co.za", "abv.bg", "dir.bg", "otenet.gr", "in.gr", "freemail.gr", "sapo.pt", "clix.pt", "netcabo.pt", "hotmail.ch", "fmail.com", "hmail.com", "tmail.com", "vmail.com", "zmail.com", "bmail.com", "e-mail.com", "webmail.com", "kazakhtelecom.kz", "nur.kz"]  # fmt: skip

addresses = st.builds(
    "{}@{}".format, st.from_regex(r"[a-z]{1,9}", fullmatch=True), st.text(min_size=1, max_size=20)
)


class Slips(SiteTestCase):
    def test_slips_are_noticed(self) -> None:
        for right, typed in SLIPS.items():
            for each in typed.split():
                with self.subTest(each):
                    self.assertEqual(slips.suggested(f"Gulnar+x@{each}"), f"Gulnar+x@{right}")

    def test_no_real_domain_is_taken_for_a_slip(self) -> None:
        self.assertGreater(len(set(REAL)), 300)
        for domain in REAL:
            with self.subTest(domain):
                self.assertEqual(slips.meant(f"gulnar@{domain}"), "")

    def test_a_domain_in_other_letters_is_no_slip_unless_it_looks_like_a_providers(self) -> None:
        for domain in (
            "bücher.de",
            "şirket.com.tr",
            "почта.рф",
            "例え.テスト",
            "münchen.de",
            "пошта.укр",
            "gmäx.de",
        ):
            with self.subTest(domain):
                self.assertEqual(slips.meant(clean_address(f"gulnar@{domain}")), "")

    def test_nor_is_one_with_an_address_rule(self) -> None:
        self.assertTrue(slips.meant("gulnar@gmial.com"))
        edit_rule("gmial.com", Rule(ignores_tags=True))
        InProcess.forget_all()
        self.assertEqual(slips.meant("gulnar@gmial.com"), "")

    def test_names_that_are_words_are_not_compared(self) -> None:
        for domain in (
            "never.com",
            "gambler.ru",
            "grange.fr",
            "small.com",
            "qa.com",
            "gq.com",
            "164.com",
            "libera.it",
        ):
            with self.subTest(domain):
                self.assertEqual(slips.meant(f"gulnar@{domain}"), "")


class Repaired(SimpleTestCase):
    def test_what_is_no_address_but_close_to_one(self) -> None:
        for typed, meant in {
            "me@mail.ru.": "me@mail.ru", "me@gmail,com": "me@gmail.com", "me@gmailcom": "me@gmail.com",
            "me@gmail": "me@gmail.com", "me @gmail.com": "me@gmail.com", "<me@gmail.com>": "me@gmail.com",
            "me@gmail..com": "me@gmail.com", "me@@qq.com": "me@qq.com", "me＠qq.com": "me@qq.com",
            "mailto:me@web.de": "me@web.de", "ısmail@gmail.com": "ismail@gmail.com", "me@gmail. com": "me@gmail.com",
            "İsmail@gmial.com": "Ismail@gmail.com", "gülnar@example.org": "gulnar@example.org",
            "a..b@gmail.com": "a.b@gmail.com", ".a.@example.org": "a@example.org",
        }.items():  # fmt: skip
            with self.subTest(typed):
                self.assertRaises(ValidationError, clean_address, typed)
                self.assertEqual(slips.suggested(typed), meant)

    def test_what_is_close_to_none(self) -> None:
        for typed in (
            "",
            "@",
            "gulnar",
            "@gmail.com",
            "a@b@gmail.com",
            "用户@example.org",
            "a@",
            "a@localhost",
        ):
            with self.subTest(typed):
                self.assertEqual(slips.suggested(typed), "")

    @given(st.one_of(st.text(max_size=60), addresses))
    def test_whatever_is_typed_a_suggestion_is_an_address_and_another_one(self, typed: str) -> None:
        found = slips.suggested(typed)
        if found:
            self.assertEqual(clean_address(found), found)
            self.assertNotEqual(found, typed)

    def test_long_texts_are_read_quickly(self) -> None:
        for one in ("a", "@", ".", "a.", " ", "ı", "\u0301"):
            slips.suggested(one * 100_000)
            slips.suggested(f"{one * 100_000}@{one * 100_000}")
