"""否决决定: that a veto of a city's table holds, found by two persons, and lifted by two."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessment.models.incidents import Incident
from assessment.models.people import person
from assessment.models.tables import AMOUNT, RULE_KINDS, Indicator
from assessment.models.years import Year
from assessment.vetoes.querysets import VetoDecisionQuerySet

LONGEST_GROUND = 1000


class VetoState(models.TextChoices):
    PROPOSED = "proposed", "待确认"
    DECLINED = "declined", "不同意"
    TAKEN_BACK = "taken_back", "已撤回"
    IN_FORCE = "in_force", "已生效"
    LIFTING = "lifting", "待解除"
    LIFTED = "lifted", "已解除"


#: The cell of its rule says so because of it.
STANDING_VETOES = (VetoState.IN_FORCE, VetoState.LIFTING)
#: A second person has to answer.
WAITING_VETOES = (VetoState.PROPOSED, VetoState.LIFTING)


class VetoDecision(models.Model):
    """A veto rule of a city's table, named by the code of its measure and its clause, that
    somebody found to hold: because of an incident of the register or of a document.

    before: what the cell said when it took force, put back when the last decision about it is
    lifted.
    """

    year = models.ForeignKey(Year, models.PROTECT, related_name="vetoes", verbose_name="年度")
    number = models.PositiveIntegerField("编号")
    city = models.ForeignKey("cities.Place", models.PROTECT, related_name="+", verbose_name="市州")
    city_name = models.CharField("表内名称", max_length=40)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="vetoes", verbose_name="指标"
    )
    item_name = models.CharField("指标名称", max_length=60)
    code = models.CharField("测量项编码", max_length=40)
    rule_kind = models.CharField("后果", max_length=20, choices=RULE_KINDS)
    clause = models.TextField("否决条款")
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="vetoes", verbose_name="事件"
    )
    document = models.CharField("依据文件", max_length=200, blank=True)
    ground = models.TextField("事实和理由", max_length=LONGEST_GROUND)
    state = models.CharField(
        "状态", max_length=10, choices=VetoState.choices, default=VetoState.PROPOSED
    )
    before = models.DecimalField("原记录", null=True, blank=True, **AMOUNT)
    proposed_by = person("提出人")
    proposed_as = models.CharField("提出身份", max_length=80)
    proposed_at = models.DateTimeField("提出时间", default=timezone.now, editable=False)
    answered_by = person("确认人", null=True, blank=True)
    answered_as = models.CharField("确认身份", max_length=80, blank=True)
    answered_at = models.DateTimeField("确认时间", null=True, blank=True)
    answer = models.CharField("答复", max_length=200, blank=True)
    lifting_by = person("提出解除人", null=True, blank=True)
    lifting_as = models.CharField("提出解除身份", max_length=80, blank=True)
    lifting_at = models.DateTimeField("提出解除时间", null=True, blank=True)
    lifting_reason = models.CharField("解除理由", max_length=200, blank=True)
    lifted_by = person("确认解除人", null=True, blank=True)
    lifted_as = models.CharField("确认解除身份", max_length=80, blank=True)
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = VetoDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "否决决定"
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="veto_number_in_year"),
            models.CheckConstraint(
                condition=Q(incident__isnull=False) | ~Q(document=""), name="veto_has_a_ground"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("proposed_by")),
                name="veto_answered_by_another",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=F("lifting_by")),
                name="veto_lifted_by_another",
            ),
        ]

    def __str__(self):
        return f"否决决定 {self.shown_number}"

    @property
    def shown_number(self) -> str:
        """Needs the year loaded."""
        return f"{self.year.number}-{self.number:02d}"

    @property
    def stands(self) -> bool:
        return self.state in STANDING_VETOES

    @property
    def grounds(self) -> str:
        """Return what it rests on. Needs the incident loaded."""
        told = [f"事件台账{self.incident.told}"] if self.incident else []
        return "；".join([*told, *([self.document] if self.document else [])])

    @property
    def told(self) -> str:
        """Return it as evidence: «第 1 号 依据…»."""
        return f"第 {self.number} 号，依据：{self.grounds}"
