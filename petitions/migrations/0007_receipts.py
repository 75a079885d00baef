from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0006_carry_over")]
    operations = [
        migrations.RemoveField(model_name="mailedtoken", name="signature"),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('receipt__isnull', False), _connector='OR'), name='signature_counted_has_a_receipt'),
        ),
    ]
