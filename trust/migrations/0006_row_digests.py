from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trust", "0005_notice_addresses")]

    operations = [
        migrations.AddField(
            "auditentry", "rows", models.JSONField(null=True, verbose_name="各行摘要")
        ),
        migrations.AlterField(
            "auditentry", "algorithm", models.CharField(max_length=20, verbose_name="算法")
        ),
    ]
