from datetime import timedelta

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from trust.stock_words import say_it_our_way, say_on_pages_our_way

say_it_our_way()  # before any app makes a form


class TrustConfig(AppConfig):
    name = "trust"
    verbose_name = "日志与文件"

    def ready(self):
        """Load each app's jobs.py, so that a worker knows every kind of job."""
        from trust import baseline, models, registries
        from trust.health import own
        from trust.notices.gateway import GATEWAYS
        from trust.notices.mail import MAIL

        say_on_pages_our_way()
        autodiscover_modules("jobs")
        checks = {
            "数据库设置": own.promises,
            "后台进程": own.worker,
            "后台任务": own.background_jobs,
            "定时任务": own.timers,
            "备份": own.backups,
            "时钟": own.clock,
            "审计日志": own.log_end,
            "已存文件": own.old_files,
            "页面摘要": own.summaries,
            "通知": own.outbox,
        }
        for name, check in checks.items():
            registries.checks.add(name, check)
        often, daily = timedelta(minutes=30), timedelta(hours=26)
        for command in ("send_notices", "requeue_jobs"):
            registries.timers.add(command, often)
        registries.timers.add("prune", daily)
        registries.timers.add("send_log_head", daily)
        registries.answer_for(
            models.NoticeMute, models.NoticeAddress, models.PasswordRecord, models.KeptPaper
        )
        post_migrate.connect(baseline.after_migrate, sender=self)
        registries.senders.add(models.Channel.EMAIL.value, MAIL)
        for gateway in GATEWAYS:
            registries.senders.add(gateway.channel.value, gateway)
