"""The year's list of indicators as a workbook."""

from import_export.fields import Field
from import_export.widgets import CharWidget

from assessment.actions.setup import save_indicator
from assessment.models import Indicator, Year
from setup.exchange.resource import MasterData
from setup.exchange.widgets import Named, Whole


class IndicatorResource(MasterData):
    """A row is known by year and name; its place in the order can change."""

    year = Field("year", "年度", Named(Year.objects, "number", "年度"))
    order = Field("order", "排序", Whole())
    name = Field("name", "名称", CharWidget())

    class Meta(MasterData.Meta):
        model = Indicator
        fields = ("year", "order", "name")
        import_id_fields = ("year", "name")

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related("year").order_by("-year__number", "order")

    def get_instance(self, instance_loader, row):
        """Return the indicator the row names; None too where its year cannot be read."""
        try:
            year, name = self.fields["year"].clean(row), self.fields["name"].clean(row)
        except ValueError:
            return None  # import_instance reads the cells again and tells what is wrong
        return Indicator.objects.select_related("year").filter(year=year, name=name).first()

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        if instance.year_id is None:
            raise ValueError("请填写年度")

    def write(self, row, is_new):
        return save_indicator(
            year=row.year, name=row.name, order=row.order, indicator=None if is_new else row,
            user=self.actor.account, actor=self.actor,
        )  # fmt: skip
