import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0005_history'),
        ('profiles', '0009_groups'),
    ]

    operations = [
        migrations.AddField(
            model_name='detainee',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='profiles.detainee', verbose_name='merged into'),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('slug__isnull', True), ('state', 'withdrawn'), models.Q(('merged_into', models.F('pk')), _negated=True)), _connector='OR'), name='detainee_merged_is_nowhere_else', violation_error_message='Whoever was merged into another has no page.'),
        ),
    ]
