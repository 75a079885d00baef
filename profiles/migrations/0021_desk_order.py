"""The desk lists people by their last change in the order of an index; nobody asks for the unnamed any more."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0006_tips'),
        ('profiles', '0020_larger_blocks'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='detainee',
            name='detainee_not_named',
        ),
        migrations.AddIndex(
            model_name='detainee',
            index=models.Index(fields=['-updated_at', '-id'], name='detainee_updated'),
        ),
    ]
