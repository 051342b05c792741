from django.db import migrations


class Migration(migrations.Migration):
    """Changes no table: since it entries tell how acts found the rows that they removed, too. A
    program before it takes such a row for one that went without a word."""

    dependencies = [("trust", "0009_rows_as_found")]
    operations: list = []
