"""What people are told, what of it is to go out, and what each of them does not want to hear."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from trust.notices.querysets import NoticeQuerySet

LONGEST_TITLE = 200
LONGEST_TEXT = 2000
LONGEST_WHY = 300
LONGEST_ADDRESS = 64


class Channel(models.TextChoices):
    """Ways to a person. Which of them lead anywhere says registries.senders; SITE always does."""

    SITE = "site", "站内"
    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信"
    WECHAT = "wechat", "政务微信"


class Notice(models.Model):
    """What one person is told; written in the transaction of what it tells of.

    kind: of registries.notices. link: a path of this site. object_type, object_key: what it is
    about, as the log names it. once: a person is told of it only once; "" for what may come
    again. in_site False: the person has it by mail alone, it is on no page.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="收件人"
    )
    kind = models.CharField("类别", max_length=40)
    title = models.CharField("标题", max_length=LONGEST_TITLE)
    body = models.TextField("内容", max_length=LONGEST_TEXT, blank=True)
    link = models.CharField("链接", max_length=300)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_key = models.CharField("对象编号", max_length=120, blank=True)
    sent_as = models.CharField("发出人", max_length=150, blank=True)
    once = models.CharField("事由", max_length=120, blank=True)
    in_site = models.BooleanField("站内显示", default=True)
    created_at = models.DateTimeField("时间", default=timezone.now, editable=False)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["recipient"], condition=Q(read_at=None, in_site=True), name="notice_unread"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "once"], condition=~Q(once=""), name="notice_comes_once"
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


class Delivery(models.Model):
    """发件箱: a notice on its way out by one channel.

    next_at: not before. batch: what goes, or went, out as one message. claimed_at: when a process
    took it in hand. why: what stood in the way of the last attempt.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待发"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发"
        FAILED = "failed", "未发出"

    notice = models.ForeignKey(
        Notice, models.CASCADE, related_name="deliveries", verbose_name="通知"
    )
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("不早于", default=timezone.now)
    batch = models.UUIDField("批次", null=True, blank=True)
    claimed_at = models.DateTimeField("开始发送", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    why = models.CharField("未发出的原因", max_length=LONGEST_WHY, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发件箱"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["state", "next_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="delivery_to_do",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_a_channel")
        ]

    def __str__(self):
        return f"{self.get_channel_display()}：{self.notice}"


class NoticeMute(models.Model):
    """A kind that a person does not want by a channel; without a row it comes."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号"
    )
    kind = models.CharField("类别", max_length=40)
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)

    class Meta:
        verbose_name = verbose_name_plural = "关闭的通知"
        ordering = ["account", "kind", "channel"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "channel"], name="notice_is_muted_once"
            )
        ]

    def __str__(self):
        return f"{self.account} {self.kind} {self.get_channel_display()}"


class NoticeAddress(models.Model):
    """Where a person is reached by a channel, as the person says; shown to nobody but masked,
    written in no log. Mail has none: its address is the account's."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号"
    )
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    address = models.CharField("号码", max_length=LONGEST_ADDRESS)

    class Meta:
        verbose_name = verbose_name_plural = "接收通知的号码"
        ordering = ["account", "channel"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "channel"], name="one_notice_address_a_channel"
            )
        ]

    def __str__(self):
        return f"{self.account} {self.get_channel_display()}"
