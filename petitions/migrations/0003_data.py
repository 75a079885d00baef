"""How the large mail providers read an address, and the one row of the emergency switches.

Staff edit both later.
"""

from django.db import migrations

# As the providers document it.
# domain: ignores dots, ignores +tags, same mailboxes as
RULES = {
    "*": (False, True, ""),
    "gmail.com": (True, True, ""),
    "googlemail.com": (True, True, "gmail.com"),
    "outlook.com": (False, True, ""),
    "hotmail.com": (False, True, ""),
    "live.com": (False, True, ""),
    "icloud.com": (False, True, ""),
    "me.com": (False, True, "icloud.com"),
    "mac.com": (False, True, "icloud.com"),
    "proton.me": (True, True, ""),
    "protonmail.com": (True, True, "proton.me"),
    "protonmail.ch": (True, True, "proton.me"),
    "pm.me": (True, True, "proton.me"),
    "fastmail.com": (False, True, ""),
    "fastmail.fm": (False, True, "fastmail.com"),
    "yandex.ru": (False, True, ""),
    "yandex.com": (False, True, "yandex.ru"),
    "yandex.kz": (False, True, "yandex.ru"),
    "ya.ru": (False, True, "yandex.ru"),
}

# More providers with many users. Those that document +tags, and those where an address with a tag reaches no
# one, follow the rule for all ("*"); dots count with all of these. (Yahoo's tags stand behind a hyphen and a
# name of their own, so they say nothing about the mailbox.) A provider with a rule of its own is never taken
# for a small domain that suddenly signs by the thousand.
LIKE_ALL = """
    126.com 139.com 163.com 189.cn 21cn.com abv.bg aliyun.com aol.com att.net bk.ru btinternet.com comcast.net
    daum.net disroot.org foxmail.com free.fr freenet.de gmx.at gmx.ch gmx.com gmx.de gmx.net gmx.us hanmail.net
    hey.com hotmail.co.uk hotmail.de hotmail.es hotmail.fr hotmail.it hushmail.com inbox.ru interia.pl
    internet.ru keemail.me laposte.net libero.it list.ru live.co.uk live.de live.fr live.nl mail.com mail.ru
    mailbox.org msn.com mynet.com naver.com o2.pl onet.pl orange.fr outlook.de outlook.es outlook.fr posteo.de
    posteo.net qq.com rambler.ru rediffmail.com riseup.net rocketmail.com runbox.com seznam.cz sina.cn sina.com
    sohu.com startmail.com t-online.de tuta.com tuta.io tutamail.com tutanota.com tutanota.de ukr.net
    verizon.net vip.163.com vip.qq.com web.de wp.pl yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com
    yahoo.com.au yahoo.com.br yahoo.com.tr yahoo.de yahoo.es yahoo.fr yahoo.in yahoo.it yeah.net ymail.com
    ziggo.nl zoho.com zohomail.com
""".split()
MORE_ALIASES = {"yandex.by": "yandex.ru"}


def load(apps, schema_editor):
    rule = apps.get_model("petitions", "AddressRule")
    rules = [
        rule(domain=domain, ignores_dots=dots, ignores_tags=tags, alias_of=alias)
        for domain, (dots, tags, alias) in RULES.items()
    ]
    rules += [rule(domain=domain) for domain in LIKE_ALL]
    rules += [rule(domain=domain, alias_of=alias) for domain, alias in MORE_ALIASES.items()]
    rule.objects.bulk_create(rules)
    apps.get_model("petitions", "Switches").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("petitions", "0002_functions")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
