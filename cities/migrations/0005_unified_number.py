from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cities", "0004_substitutes_named_for_others"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="unified_number",
            field=models.CharField(
                blank=True, default="", max_length=64, verbose_name="统一身份编号"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unified_number", ""), _negated=True),
                fields=("unified_number",),
                name="account_unified_number",
                violation_error_message="这个统一身份编号已用在另一个账号上，请核对。",
            ),
        ),
    ]
