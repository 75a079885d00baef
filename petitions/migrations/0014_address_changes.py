"""Changes of address rules; more providers; and who may change rules: publishers alone."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

# Providers of many people. Those that document +tags, and those where an address with one reaches nobody, are
# read as the rule for all does; dots count with all of these. (Yahoo's tags stand behind a hyphen and a name
# of their own, which tells nothing of the mailbox.) With a rule of their own, none of them is taken for a small
# domain that suddenly signs by the thousand.
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
ALIASES = {"yandex.by": "yandex.ru"}

PERMISSIONS = [
    "view_addressrule", "add_addressrule", "change_addressrule", "delete_addressrule", "view_rulechange",
    "view_accessrule", "add_accessrule", "change_accessrule", "delete_accessrule",
]


def load(apps, schema_editor):
    rule = apps.get_model("petitions", "AddressRule")
    rules = [rule(domain=domain) for domain in LIKE_ALL]
    rules += [rule(domain=domain, alias_of=alias) for domain, alias in ALIASES.items()]
    rule.objects.bulk_create(rules, ignore_conflicts=True)  # what staff wrote stays

    config = apps.get_app_config("petitions")
    config.models_module = True  # permissions are made after all migrations; here they are needed now
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    publishers = apps.get_model("auth", "Group").objects.get(name="Publishers")
    publishers.permissions.add(
        *apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="petitions", codename__in=PERMISSIONS
        )
    )


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0013_update_without_run'),
        ('campaign', '0002_staff_groups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253, verbose_name='domain')),
                ('was', models.JSONField(null=True, verbose_name='before')),
                ('becomes', models.JSONField(null=True, verbose_name='after')),
                ('joined', models.PositiveIntegerField(default=0, verbose_name='taken from the count')),
                ('restored', models.PositiveIntegerField(default=0, verbose_name='counted again')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='changed')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='applied')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
            ],
            options={
                'verbose_name': 'change of an address rule',
                'verbose_name_plural': 'changes of address rules',
                'ordering': ('-made_at',),
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(models.Value(True), condition=models.Q(('finished_at__isnull', True)), name='rule_change_one_at_a_time')],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
