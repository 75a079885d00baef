from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("petitions", "0014_address_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="petition",
            name="closing_note",
            field=models.TextField(
                blank=True,
                help_text="Shown in place of the form once it is closed: what became of it, for example.",
                max_length=600,
                verbose_name="word at the closing",
            ),
        ),
    ]
