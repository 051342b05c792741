"""Who is scored, who scores, and which person stands for whom.

Places keep one row for ever; their names and codes change by year.
"""

from datetime import date
from functools import partial

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cities.passwords import renew_hash
from cities.querysets import (
    MembershipQuerySet,
    OfficeQuerySet,
    PlaceQuerySet,
    SubstitutionQuerySet,
)
from lib.site_words import said


class PlaceKind(models.TextChoices):
    CITY = "city", "市州"
    DISTRICT = "district", "市辖区"
    COUNTY_CITY = "county_city", "县级市"
    COUNTY = "county", "县"
    ZONE = "zone", "开发区、管理区"
    TOWNSHIP = "township", "乡镇、街道"
    DEPARTMENT = "department", "部门、单位"


class Place(models.Model):
    """Who is assessed (called city in the code, 市州 as a rule), or who reports within one.

    city: None for who is assessed. key: the newest GB/T 2260 code; for a zone, which has
    none, an own code (430600Z1), for a department one of letters. Order by key: pinyin
    orders several names wrongly.
    """

    key = models.CharField("代码", max_length=12, unique=True)
    kind = models.CharField("类别", max_length=12, choices=PlaceKind.choices)
    city = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="counties",
        verbose_name="所属市州",
    )
    name = models.CharField("现名", max_length=40)
    aliases = models.JSONField("别名", default=list, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "地区"
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="city") | Q(city=None),
                name="place_city_is_within_none",
            ),
            models.UniqueConstraint(fields=["city", "name"], name="place_name_within_city"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_city(self) -> bool:
        return self.city_id is None


class PlaceName(models.Model):
    """A name and code that a place bears in the years first_year … last_year."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="names", verbose_name="地区")
    name = models.CharField("名称", max_length=40)
    code = models.CharField("代码", max_length=12)
    first_year = models.PositiveSmallIntegerField("起始年度", null=True, blank=True)
    last_year = models.PositiveSmallIntegerField("截止年度", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "历年名称"
        ordering = ["place", F("first_year").asc(nulls_first=True)]

    def __str__(self):
        return self.name


class Office(models.Model):
    """A 处室 or 中心 of the provincial administration."""

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    order = models.PositiveSmallIntegerField("排序")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "处室"
        ordering = ["order"]

    def __str__(self):
        return self.name


class Account(AbstractUser):
    """A person's sign-in. What it may do comes from its memberships alone."""

    first_name = None
    last_name = None
    full_name = models.CharField("姓名", max_length=40, blank=True)
    password_changed_at = models.DateTimeField("密码修改时间", default=timezone.now)
    #: By which the province's unified account is known (cities.unified); "" for who has none.
    unified_number = models.CharField("统一身份编号", max_length=64, blank=True, default="")

    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                fields=["unified_number"],
                condition=~Q(unified_number=""),
                name="account_unified_number",
                violation_error_message="这个统一身份编号已用在另一个账号上，请核对。",
            ),
        ]

    def __str__(self):
        return self.full_name or self.username

    def check_password(self, raw_password):
        """As Django does, but a hash that is out of date is made anew in an act of its own."""
        return check_password(raw_password, self.password, partial(renew_hash, self))

    def get_full_name(self):
        return self.full_name or self.username

    def get_short_name(self):
        return self.full_name or self.username


class Role(models.TextChoices):
    ASSESSMENT_OFFICE = "assessment_office", "考核办"
    OFFICE = "office", "处室"
    CITY = "city", "市州"
    COUNTY = "county", "县市区"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"


def role_label(role: str) -> str:
    """Return what a role is called at this site; the labels themselves stay, for migrations."""
    return said(Role(role).label) if role in Role.values else role


#: 三员分离: an account holds roles of one group only.
ROLE_GROUPS = (
    frozenset({Role.ASSESSMENT_OFFICE, Role.OFFICE, Role.CITY, Role.COUNTY}),
    frozenset({Role.AUDITOR}),
    frozenset({Role.ADMINISTRATOR}),
)


class Membership(models.Model):
    """An account acts in a role for a unit, from a day until a day (included)."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="memberships", verbose_name="账号"
    )
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, verbose_name="处室")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, verbose_name="地区")
    valid_from = models.DateField("起始日期", default=timezone.localdate)
    valid_to = models.DateField("截止日期", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["account", "role"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(role="office", office__isnull=False, place=None)
                    | Q(role__in=["city", "county"], office=None, place__isnull=False)
                    | Q(
                        role__in=["assessment_office", "auditor", "administrator"],
                        office=None,
                        place=None,
                    )
                ),
                name="membership_unit_fits_role",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.unit_name}".strip()

    def get_role_display(self) -> str:
        """Return what the role is called at this site."""
        return role_label(self.role)

    @property
    def unit_name(self) -> str:
        return str(self.office or self.place or "")

    def clean(self):
        """Refuse a unit that does not fit the role, and roles that must be kept apart.

        One query: the account's other memberships.
        """
        check_unit(self)
        check_separation(self)


def check_unit(membership: Membership) -> None:
    needs_office = membership.role == Role.OFFICE
    needs_place = membership.role in (Role.CITY, Role.COUNTY)
    if needs_office != (membership.office is not None):
        raise ValidationError({"office": "角色“处室”须选择处室，其他角色不选。"})
    if needs_place != (membership.place is not None):
        raise ValidationError({"place": said("角色“市州”“县市区”须选择地区，其他角色不选。")})
    if membership.place and (membership.role == Role.CITY) != membership.place.is_city:
        raise ValidationError({"place": said("市州角色须选市州，县市区角色须选县市区。")})


def check_separation(membership: Membership) -> None:
    if membership.account_id is None:
        return
    others = Membership.objects.filter(account_id=membership.account_id).exclude(pk=membership.pk)
    held = {membership.role, *others.values_list("role", flat=True)}
    if not any(held <= group for group in ROLE_GROUPS):
        raise ValidationError(
            {"role": "三员分离：审计员、系统管理员与考核评分角色不得由同一账号担任，请另建账号。"}
        )


LONGEST_SUBSTITUTION_REASON = 200


class Substitution(models.Model):
    """代办: who is away names who acts in their name from a day until a day (both included).

    named_by: who of the assessment office named for a person that could not; else empty. Ended
    early at ended_at; never changed otherwise, never deleted, for what was done meanwhile
    rests on it.
    """

    absent = models.ForeignKey(
        Account, models.PROTECT, related_name="absences", verbose_name="被代办人"
    )
    substitute = models.ForeignKey(
        Account, models.PROTECT, related_name="substitutions", verbose_name="代办人"
    )
    first_day = models.DateField("起始日期")
    last_day = models.DateField("截止日期")
    reason = models.CharField("事由", max_length=LONGEST_SUBSTITUTION_REASON)
    named_at = models.DateTimeField("指定时间", default=timezone.now, editable=False)
    named_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="代为指定的人",
    )  # fmt: skip
    ended_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="提前结束的人",
    )  # fmt: skip
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代办"
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="substitution_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("substitute")), name="substitution_is_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(named_by=F("absent")) & ~Q(named_by=F("substitute")),
                name="substitution_named_by_a_third",
            ),
        ]

    def __str__(self):
        return f"{self.substitute}（代 {self.absent}）{self.first_day} 至 {self.last_day}"

    @property
    def until(self) -> date:
        """Return the last day that it really held; before first_day where it never began."""
        if self.ended_at is None:
            return self.last_day
        return min(self.last_day, timezone.localdate(self.ended_at))

    def held_on(self, day: date) -> bool:
        """Whether it held on a day, be it for part of it."""
        return self.first_day <= day <= self.until

    @property
    def has_begun(self) -> bool:
        return self.first_day <= timezone.localdate()

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.last_day < timezone.localdate()
