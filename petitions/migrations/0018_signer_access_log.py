"""The log of who looked at signers has a name that says so."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("petitions", "0017_bounces")]

    operations = [
        migrations.AlterModelOptions(
            name="signeraccess",
            options={
                "default_permissions": ("view",),
                "ordering": ("-at", "-pk"),
                "verbose_name": "entry in the signer access log",
                "verbose_name_plural": "signer access log",
            },
        ),
    ]
