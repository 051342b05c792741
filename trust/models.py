"""What makes the rest believable: the chained log, files by hash, long jobs."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from trust.notices.models import Channel, Delivery, Notice, NoticeAddress, NoticeMute
from trust.querysets import AppendOnly, AuditEntryQuerySet, JobQuerySet, PortionQuerySet

__all__ = [
    "AuditEntry",
    "Channel",
    "Delivery",
    "Job",
    "JobState",
    "KeptImport",
    "KeptPaper",
    "Notice",
    "NoticeAddress",
    "NoticeMute",
    "OperationRecord",
    "Outcome",
    "PasswordRecord",
    "Portion",
    "PortionState",
    "StoredFile",
]


class Outcome(models.TextChoices):
    DONE = "done", "已完成"
    REFUSED = "refused", "被拒绝"


class AuditEntry(models.Model):
    """One line of the log, chained to the line before it.

    Append-only: rows are made by trust.log.write alone, inside the transaction
    of the change they tell of, and never changed. Every text is kept as it was
    on the day (names, not keys alone), so that a line can be read for ever. rows: what the act
    left of the rows it wrote (trust.ledger), in the last entry of the act.
    """

    sequence = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="账号"
    )
    actor_name = models.CharField("操作人", max_length=150)
    role = models.CharField("角色", max_length=60, blank=True)
    address = models.CharField("地址", max_length=64, blank=True)
    request = models.CharField("请求编号", max_length=64, blank=True)
    action = models.CharField("操作", max_length=60)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_key = models.CharField("对象编号", max_length=120, blank=True)
    object_label = models.CharField("对象", max_length=300, blank=True)
    before = models.JSONField("变更前", null=True)
    after = models.JSONField("变更后", null=True)
    reason = models.TextField("理由", blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, default=Outcome.DONE)
    rows = models.JSONField("各行摘要", null=True)
    algorithm = models.CharField("算法", max_length=20)
    previous_digest = models.CharField("前一条摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        ordering = ["-sequence"]
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["object_type", "object_key"], name="audit_object"),
        ]

    def __str__(self):
        return f"{self.sequence} {self.action} {self.object_label}"

    def save(self, *args, **kwargs):
        """Insert the entry; an entry that stands is never changed."""
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: the log only grows."""
        raise AppendOnly


class StoredFile(models.Model):
    """A file of the store, named by its SHA-256. The bytes are on disk before this row is."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("字节数")
    created_at = models.DateTimeField("保存时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件"

    def __str__(self):
        return self.sha256[:12]


class KeptPaper(models.Model):
    """A published paper as it was laid out, kept for good; see trust.papers for all others.

    key: digest of what it was made of, document, program and fonts.
    """

    key = models.CharField("内容摘要", max_length=64, unique=True)
    title = models.CharField("标题", max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    made_at = models.DateTimeField("保存时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "已公布的纸面"
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.title


class KeptImport(models.Model):
    """A file that was written, with what its own model keeps to take it back as a whole, once.

    made_as: the person's role, or the command without a person.
    """

    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    file_name = models.CharField("文件名", max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="导入人",
    )
    made_as = models.CharField("导入身份", max_length=150, blank=True)
    made_at = models.DateTimeField("导入时间", default=timezone.now, editable=False)
    taken_back_at = models.DateTimeField("撤回时间", null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤回人",
    )

    class Meta:
        abstract = True
        ordering = ["-made_at", "-pk"]


class JobState(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"


class Job(models.Model):
    """A long piece of work with its progress; can be run again from its parameters.

    A worker that dies leaves heartbeat_at behind; trust.jobs.requeue_stale finds
    it and starts the job anew, which is why every job must be repeatable.
    """

    _reported = 0.0  # when this process last told of it, by the monotonic clock

    kind = models.CharField("任务", max_length=40)
    title = models.CharField("名称", max_length=200)
    parameters = models.JSONField("参数", default=dict)
    state = models.CharField(
        "状态", max_length=10, choices=JobState.choices, default=JobState.QUEUED
    )
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.CharField("说明", max_length=500, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", verbose_name="发起人"
    )
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="结果文件"
    )
    file_name = models.CharField("文件名", max_length=200, blank=True)
    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    heartbeat_at = models.DateTimeField("心跳", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-created_at"]

    def __str__(self):
        return self.title

    @property
    def is_finished(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)

    @property
    def is_result_gone(self) -> bool:
        """Whether there was a file and it was pruned."""
        return self.state == JobState.DONE and bool(self.file_name) and self.file_id is None


class PortionState(models.TextChoices):
    OFFERED = "offered", "待领取"
    TAKEN = "taken", "协助排版中"
    MADE = "made", "已排好"
    OWN = "own", "由任务自己排版"


class Portion(models.Model):
    """Some of a job's papers, which its own worker or one that lends a hand lays out.

    Written by trust.portions alone; there as long as the job runs, and part of no backup. made:
    what a hand laid out. heartbeat_at: when the hand that took it was last heard of.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="portions", verbose_name="任务")
    number = models.PositiveIntegerField("序号")
    state = models.CharField(
        "状态", max_length=10, choices=PortionState.choices, default=PortionState.OFFERED
    )
    heartbeat_at = models.DateTimeField("心跳", null=True)
    made = models.BinaryField("排好的 PDF", null=True)

    objects = PortionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务的一份"
        ordering = ["job", "number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="portion_of_a_job_once")
        ]

    def __str__(self):
        return f"{self.job} {self.number}"


class PasswordRecord(models.Model):
    """The hash of a password an account had, kept while PASSWORD_HISTORY asks for it."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号"
    )
    encoded = models.CharField("密码摘要", max_length=128)
    set_at = models.DateTimeField("启用时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "历史密码"
        ordering = ["-set_at", "-pk"]

    def __str__(self):
        return f"{self.account} {self.set_at:%Y-%m-%d}"


class OperationRecord(models.Model):
    """When a thing that keeps the site going was last done, and how it ended; one row a kind.

    Written by trust.operations.note alone. ok: how the last one ended. ok_at: when one last ended
    well. No part of the work: the log does not answer for it.
    """

    kind = models.CharField("事项", max_length=60, unique=True)
    at = models.DateTimeField("时间", default=timezone.now)
    ok = models.BooleanField("成功", default=True)
    ok_at = models.DateTimeField("最近一次成功", null=True)
    detail = models.JSONField("说明", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "运行记录"
        ordering = ["kind"]

    def __str__(self):
        return self.kind
