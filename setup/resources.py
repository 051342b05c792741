"""Places, offices, accounts and memberships as workbooks; passwords are in none of them."""

import re
from types import MappingProxyType

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader
from import_export.widgets import CharWidget, Widget

from cities import actions, units
from cities.models import Account, Membership, Office, Place, PlaceKind, Role, role_label
from lib.site_words import said, site_words
from setup.exchange.resource import MasterData
from setup.exchange.widgets import Choice, Day, Named, Parts, Whole, YesNo
from trust.refusals import Refused

_NAME = re.compile(r"(?P<name>\S+)\s+(?P<code>[0-9Z]+)(?:\s+(?P<first>\d{4})?-(?P<last>\d{4})?)?")


_ROLES = [(role, role_label(role)) for role in Role.values]
#: What a workbook says that was made before this site had words of its own.
_USUAL_ROLES = {label: role for role, label in Role.choices}
_WITHIN = "所属市州"


def _kind_of_units() -> dict[str, PlaceKind]:
    """Return of which kind those are whom this site calls by one word: 设区市 are 市州."""
    words = site_words()
    kinds = [kind for kind in PlaceKind if kind.label in words.unit_kinds]
    return {words.unit: kinds[0]} if len(kinds) == 1 else {}


_KIND_OF_UNITS = _kind_of_units()


class NamesByYear(Widget):
    """宁乡县 430124 -2017；宁乡市 430182 2018-"""

    def clean(self, value, row=None, **kwargs):
        parts = (part.strip() for part in re.split(r"[；;\n]", value))
        return tuple(self._entry(part) for part in parts if part)

    def _entry(self, part: str) -> units.NameEntry:
        found = _NAME.fullmatch(part)
        if not found:
            raise ValueError(
                f"“{part}”读不出名称、代码和年度；"
                "请照“宁乡县 430124 -2017；宁乡市 430182 2018-”填写"
            )
        first, last = found["first"], found["last"]
        return units.NameEntry(
            found["name"], found["code"], int(first) if first else None, int(last) if last else None
        )

    def render(self, value, obj=None, **kwargs):
        return "；".join(str(entry) for entry in value)


class NamesField(Field):
    """The names of a place: the rows beside it, or what a file says they should be."""

    def get_value(self, instance):
        told = getattr(instance, "told_names", None)
        if told is not None:
            return told
        return units.entry_of(instance).names if instance.pk else ()

    def save(self, instance, row, is_m2m=False, **kwargs):
        instance.told_names = self.clean(row)


class PlaceResource(MasterData):
    key = Field("key", "代码", CharWidget())
    kind = Field("kind", "类别", Choice(PlaceKind.choices, also=_KIND_OF_UNITS))
    city = Field("city", said(_WITHIN), Named(Place.objects.cities(), "name", said("市州")))
    also = MappingProxyType({_WITHIN: said(_WITHIN)})
    name = Field("name", "现名", CharWidget())
    aliases = Field("aliases", "别名", Parts())
    names = NamesField("names", "历年名称", NamesByYear())

    class Meta(MasterData.Meta):
        model = Place
        fields = ("key", "kind", "city", "name", "aliases", "names")
        import_id_fields = ("key",)
        instance_loader_class = CachedInstanceLoader

    def get_queryset(self):
        return Place.objects.select_related("city").prefetch_related("names")

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related("city").prefetch_related("names").order_by("key")

    def write(self, row, is_new):
        entry = units.PlaceEntry(
            key=row.key,
            kind=row.kind,
            city=row.city,
            name=row.name,
            aliases=tuple(row.aliases),
            names=row.told_names,
        )
        return units.save_place(entry=entry, place=None if is_new else row, actor=self.actor)


class OfficeResource(MasterData):
    code = Field("code", "代码", CharWidget())
    name = Field("name", "名称", CharWidget())
    order = Field("order", "排序", Whole())

    class Meta(MasterData.Meta):
        model = Office
        fields = ("code", "name", "order")
        import_id_fields = ("code",)
        instance_loader_class = CachedInstanceLoader

    def filter_export(self, queryset, **kwargs):
        return queryset.order_by("order")

    def write(self, row, is_new):
        entry = units.OfficeEntry(row.code, row.name, row.order)
        return units.save_office(entry=entry, office=None if is_new else row, actor=self.actor)


class AccountResource(MasterData):
    """A new account has no password and cannot sign in before an administrator sets one."""

    username = Field("username", "账号", CharWidget())
    full_name = Field("full_name", "姓名", CharWidget())
    email = Field("email", "电子邮箱", CharWidget())
    unified_number = Field("unified_number", "统一身份编号", CharWidget())
    is_active = Field("is_active", "启用", YesNo())
    optional = frozenset({"统一身份编号"})

    class Meta(MasterData.Meta):
        model = Account
        fields = ("username", "full_name", "email", "unified_number", "is_active")
        import_id_fields = ("username",)
        instance_loader_class = CachedInstanceLoader

    def filter_export(self, queryset, **kwargs):
        return queryset.order_by("username")

    def write(self, row, is_new):
        if is_new:
            saved = actions.create_account(
                username=row.username, password=None, full_name=row.full_name, email=row.email,
                unified_number=row.unified_number, actor=self.actor, must_change=True,
            )  # fmt: skip
        else:
            saved = actions.describe_account(
                account=row, full_name=row.full_name, email=row.email,
                unified_number=row.unified_number, actor=self.actor,
            )  # fmt: skip
        if saved.is_active != row.is_active:
            change = actions.enable_account if row.is_active else actions.disable_account
            change(account=saved, actor=self.actor, reason="导入账号")
        return saved


class MembershipResource(MasterData):
    """A row is known by account, role, unit and first day; only its last day can change."""

    account = Field("account", "账号", Named(Account.objects, "username", "账号"))
    role = Field("role", "角色", Choice(_ROLES, also=_USUAL_ROLES))
    office = Field("office", "处室", Named(Office.objects, "name", "处室"))
    place = Field("place", "地区代码", Named(Place.objects, "key", "地区，代码为"))
    place_name = Field("place__name", "地区名称", CharWidget(), readonly=True)
    valid_from = Field("valid_from", "起始日期", Day())
    valid_to = Field("valid_to", "截止日期", Day())
    optional = frozenset({"地区名称"})

    class Meta(MasterData.Meta):
        model = Membership
        fields = (
            "account", "role", "office", "place", "place_name", "valid_from", "valid_to",
        )  # fmt: skip
        import_id_fields = ("account", "role", "office", "place", "valid_from")

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related("account", "office", "place").order_by(
            "account__username", "role", "pk"
        )

    def get_instance(self, instance_loader, row):
        """Return the membership the row speaks of; None too where a cell cannot be read."""
        try:
            told = {n: self.fields[n].clean(row) for n in self.get_import_id_fields()}
        except ValueError:
            return None  # import_instance reads the cells again and tells what is wrong
        if told["account"] is None:
            return None
        held = Membership.objects.select_related("account", "office", "place").order_by("-pk")
        day = told.pop("valid_from")
        held = held.filter(**told)
        return (held.filter(valid_from=day) if day else held.in_force()).first()

    def import_instance(self, instance, row, **kwargs):
        first_day = instance.valid_from
        super().import_instance(instance, row, **kwargs)
        instance.valid_from = instance.valid_from or first_day
        if instance.account_id is None:
            raise ValidationError({"account": "请填写账号。"})

    def write(self, row, is_new):
        if is_new:
            return actions.grant_membership(
                account=row.account, role=row.role, office=row.office, place=row.place,
                valid_from=row.valid_from, valid_to=row.valid_to, actor=self.actor,
            )  # fmt: skip
        if row.valid_to is None:
            raise Refused("截止日期不能清空；要恢复任职，请另起一行填写新的起始日期")
        held = Membership.objects.select_related("account", "office", "place").get(pk=row.pk)
        actions.end_membership(
            membership=held, last_day=row.valid_to, reason="导入任职", actor=self.actor
        )
        return row
