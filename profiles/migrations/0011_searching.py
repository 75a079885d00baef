"""Keys and words of names, names that are spelt in several ways, and stories that can be searched."""

import profiles.models.stored_field
import campaign.history.changes
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import profiles.names.keys
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


# Words of letters alone: Chinese characters and what begins with a mark are asked for as they are.
NAMES_CHANGED = """
CREATE FUNCTION profiles_names_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO profiles_nameword (word)
        SELECT DISTINCT key FROM is_now, unnest(keys) key
        WHERE length(key) > 2 AND key !~ '^[~=]'
            AND NOT EXISTS (SELECT FROM profiles_nameword WHERE word = key);
    RETURN NULL;
END
$$
"""

# To be looked over by somebody who speaks the language: docs/staff-search.md says so.
SPELLINGS = """
Memet, Mehmet, Muhammad, Mamat, Мәмбет, 买买提, 麦麦提, 穆罕默德
Ehmet, Emet, Ахмет, 艾合买提, 艾买提
Mahmut, Maqmut, 买合木提
Hesen, Esen, 艾山, 哈山
Hüsen, Hüseyin, 玉山, 玉赛音
Abdurahman, Abdulrahman, Abdirahman
Abdukerim, Abdulkerim, Abdikarim
Abdugheni, Abdulghani
Abduweli, Abdulwali
Abdureshit, Abdulrashid, Abdirashid
Abdushükür, Abdulshukur, Abdishukur
Abduqadir, Abdulqadir
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


def make_keys(apps, schema_editor):
    profiles.names.keys.make_again(apps.get_model("profiles", "Name").objects.all())


def grant(apps, schema_editor):
    config = apps.get_app_config("profiles")
    config.models_module = True  # permissions are made after all migrations; here they are needed now
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__model="spellinggroup")
    for name in ("Editors", "Publishers"):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions)


def seed(apps, schema_editor):
    group = apps.get_model("profiles", "SpellingGroup")
    for line in SPELLINGS:
        group.objects.create(spellings=line, note="Came with the site; not yet looked over.")


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0005_history'),
        ('profiles', '0010_merged'),
    ]

    operations = [
        migrations.CreateModel(
            name='NameWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.TextField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SpellingGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('spellings', models.TextField(help_text='With commas between them, in any script: Memet, Muhammad, 买买提. Spellings that differ only in marks or in letters such as q and k, gh and g, e and a need not be given.', max_length=1000, verbose_name='spellings')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('keys', profiles.names.keys.SpellingsField(base_field=models.TextField(), default=list, editable=False, source='spellings')),
            ],
            options={
                'verbose_name': 'name with several spellings',
                'verbose_name_plural': 'names with several spellings',
                'ordering': ('spellings',),
            },
        ),
        migrations.RemoveConstraint(
            model_name='detainee',
            name='detainee_kept',
        ),
        migrations.RemoveConstraint(
            model_name='name',
            name='name_kept',
        ),
        migrations.RemoveIndex(
            model_name='name',
            name='name_folded_trigrams',
        ),
        migrations.AddField(
            model_name='detainee',
            name='searched',
            field=profiles.models.stored_field.StoredField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('summary', 'story', 'occupation', config='english'), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddField(
            model_name='name',
            name='keys',
            field=profiles.names.keys.KeysField(base_field=models.TextField(), default=list, editable=False, source='text'),
        ),
        migrations.AddIndex(
            model_name='detainee',
            index=django.contrib.postgres.indexes.GinIndex(fields=['searched'], name='detainee_searched'),
        ),
        migrations.AddIndex(
            model_name='name',
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func('keys', function='array_to_tsvector', output_field=django.contrib.postgres.search.SearchVectorField()),
                name='name_keys',
            ),
        ),
        migrations.AddIndex(
            model_name='name',
            index=models.Index(fields=['folded'], name='name_folded'),
        ),
        migrations.AddIndex(
            model_name='detainee',
            index=models.Index(condition=models.Q(('identity', 'full'), _negated=True), fields=['id'], name='detainee_not_named'),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=campaign.history.changes.TrackChanges(name='detainee_kept', without=('searched',)),
        ),
        migrations.AddConstraint(
            model_name='name',
            constraint=campaign.history.changes.TrackChanges(name='name_kept', of='detainee'),
        ),
        migrations.AddIndex(
            model_name='nameword',
            index=models.Index(fields=['word'], name='nameword_word', opclasses=['text_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='nameword',
            index=django.contrib.postgres.indexes.GinIndex(fields=['word'], name='nameword_trigrams', opclasses=['gin_trgm_ops']),
        ),
        migrations.RunSQL(NAMES_CHANGED, "DROP FUNCTION profiles_names_changed"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER words_after_{kind.lower()} AFTER {kind} ON profiles_name "
                "REFERENCING NEW TABLE AS is_now "
                "FOR EACH STATEMENT EXECUTE FUNCTION profiles_names_changed()",
                f"DROP TRIGGER words_after_{kind.lower()} ON profiles_name",
            )
            for kind in ("INSERT", "UPDATE")
        ),
        migrations.RunPython(make_keys, migrations.RunPython.noop),
        migrations.RunPython(seed, migrations.RunPython.noop),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
