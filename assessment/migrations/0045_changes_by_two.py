from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0044_veto_lifting_time")]

    operations = [
        migrations.AddField(
            model_name="stepproposal",
            name="change",
            field=models.JSONField(blank=True, default=dict, verbose_name="变更内容"),
        ),
    ]
