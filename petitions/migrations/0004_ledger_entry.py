"""The ledger of the count becomes one of everything that happens to signatures."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("petitions", "0003_signatures_commit_together")]
    operations = [migrations.RenameModel("CountDelta", "LedgerEntry")]
