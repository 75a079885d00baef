"""How the large mail providers read an address, as they document it; staff edit the rules later."""

from django.db import migrations

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


def load(apps, schema_editor):
    rule = apps.get_model("petitions", "AddressRule")
    rule.objects.bulk_create(
        rule(domain=domain, ignores_dots=dots, ignores_tags=tags, alias_of=alias)
        for domain, (dots, tags, alias) in RULES.items()
    )


class Migration(migrations.Migration):
    dependencies = [("petitions", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
