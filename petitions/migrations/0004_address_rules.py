"""An address rule is for new signatures: what applied it to earlier ones goes. Domains are known for two days only."""

from pathlib import Path

from django.db import migrations, models

import campaign.privacy.encryption

SQL = Path(__file__).with_name("sql")
KINDS = [
    ("counted", "Counted"),
    ("signed", "Signed"),
    ("repeated", "Signed again with the same address"),
    ("emailed", "Confirmation email sent"),
    ("bounced", "Email refused by the provider"),
    ("confirmed", "Confirmed by the signer"),
    ("quarantined", "Quarantined"),
    ("accepted", "Approved after review"),
    ("withdrawn", "Withdrawn by the signer"),
    ("refused", "“Not me”"),
    ("lapsed", "Not confirmed in time, erased"),
    ("invalidated", "Invalidated by staff"),
    ("restored", "Invalidation undone")]
CONFIRMED_HAS_A_TIME = (
    models.Q(state="pending", confirmed_at__isnull=True)
    | models.Q(state__in=["confirmed", "quarantined"], confirmed_at__isnull=False)
    | models.Q(state="invalidated")
)


class Migration(migrations.Migration):
    dependencies = [("petitions", "0003_data")]

    operations = [
        # Signatures
        migrations.RemoveConstraint("signature", "signature_confirmed_has_a_time"),
        migrations.RemoveConstraint("signature", "signature_joined_to_another"),
        migrations.RunSQL((SQL / "address_rules.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RemoveIndex("signature", "signature_domain"),
        migrations.RemoveIndex("signature", "signature_joined"),
        migrations.RemoveField("signature", "domain_digest"),
        migrations.RemoveField("signature", "joined_to"),
        migrations.RemoveField("signature", "local_digests"),
        migrations.AlterField("signature", "state", models.CharField(choices=[("pending", "Waiting for confirmation"), ("confirmed", "Confirmed"), ("quarantined", "Quarantined"), ("invalidated", "Invalidated")], default="pending", max_length=12, verbose_name="state")),
        migrations.AddConstraint("signature", models.CheckConstraint(condition=CONFIRMED_HAS_A_TIME, name="signature_confirmed_has_a_time")),
        migrations.AlterField("daytally", "kind", models.CharField(choices=KINDS, max_length=12)),
        migrations.AlterField("ledgerentry", "kind", models.CharField(choices=KINDS, default="counted", max_length=12)),
        # Edits of rules
        migrations.DeleteModel("NewDigest"),
        migrations.RemoveConstraint("rulechange", "rule_change_one_at_a_time"),
        migrations.RenameField("rulechange", "made_at", "changed_at"),
        migrations.AlterField("rulechange", "changed_at", models.DateTimeField(auto_now_add=True, verbose_name="changed")),
        migrations.RemoveField("rulechange", "begun_at"),
        migrations.RemoveField("rulechange", "counted_at"),
        migrations.RemoveField("rulechange", "cursor"),
        migrations.RemoveField("rulechange", "finished_at"),
        migrations.RemoveField("rulechange", "found"),
        migrations.RemoveField("rulechange", "joined"),
        migrations.RemoveField("rulechange", "last_id"),
        migrations.RemoveField("rulechange", "restored"),
        migrations.RemoveField("rulechange", "state"),
        migrations.AlterModelOptions("rulechange", {"default_permissions": ("view",), "ordering": ("-pk",), "verbose_name": "edit of an address rule", "verbose_name_plural": "edits of address rules"}),
        # Domains
        migrations.DeleteModel("Domain"),
        migrations.CreateModel(
            "Domain",
            [
                ("digest", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("name", campaign.privacy.encryption.EncryptedTextField()),
            ],
            {"default_permissions": ()},
        ),
        migrations.RunSQL("ALTER TABLE petitions_domain SET UNLOGGED", migrations.RunSQL.noop),
        migrations.AddField("trace", "domain", models.BinaryField(default=b"", max_length=16), preserve_default=False),
        migrations.AlterField("trace", "host", models.BinaryField(max_length=16, null=True)),
        migrations.AlterField("trace", "prefix", models.BinaryField(max_length=16, null=True)),
        migrations.AddIndex("trace", models.Index(fields=["domain", "petition"], name="trace_of_domain")),
        migrations.AlterField("invalidation", "domain", models.CharField(blank=True, help_text="example.org, with all names below it.", max_length=253, verbose_name="email domain of the last two days")),
    ]
