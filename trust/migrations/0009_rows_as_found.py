from django.db import migrations


class Migration(migrations.Migration):
    """Changes no table: since it entries tell of rows as acts found them, behind what they left of
    them. A program before it takes both for one digest and every such row for altered, so it has
    to go back with its own database, and takes back no backup made since."""

    dependencies = [("trust", "0008_portions")]
    operations: list = []
