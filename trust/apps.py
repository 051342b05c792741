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
        from trust import baseline, checks, models, registries
        from trust.notices.gateway import GATEWAYS
        from trust.notices.mail import MAIL

        say_on_pages_our_way()
        autodiscover_modules("jobs")
        registries.checks.add("文件库", checks.file_store)
        registries.checks.add("后台任务", checks.background_jobs)
        registries.checks.add("通知", checks.outbox)
        registries.answer_for(
            models.NoticeMute, models.NoticeAddress, models.PasswordRecord, models.KeptPaper
        )
        post_migrate.connect(baseline.after_migrate, sender=self)
        registries.senders.add(models.Channel.EMAIL.value, MAIL)
        for gateway in GATEWAYS:
            registries.senders.add(gateway.channel.value, gateway)
