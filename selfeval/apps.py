from datetime import timedelta

from django.apps import AppConfig

from trust import registries


class SelfevalConfig(AppConfig):
    name = "selfeval"
    verbose_name = "县市区自评"

    def ready(self):
        """Tell the log for which rows it answers, and of what people are told."""
        from selfeval import models
        from selfeval.notices import KINDS
        from selfeval.year import summaries

        registries.timers.add("send_reminders", timedelta(hours=26))
        registries.answer_for(
            models.FormDefinition, models.Task, models.Extension, models.Report,
            models.Submission, models.Attachment, models.Return, models.Remark, models.Reminder,
            models.Publication, models.ExtensionRequest, models.Comment, models.CellChange,
            models.ReceiptCounter, models.ReportImport,
        )  # fmt: skip
        registries.followers.add("selfeval", summaries.follow)
        registries.summaries.add("县级自评", summaries.SUMMARIES)
        for key, kind in KINDS.items():
            registries.notices.add(key, kind)
