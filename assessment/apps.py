from django.apps import AppConfig

from trust import registries


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "市州考核"

    def ready(self):
        """Tell the log for which rows it answers."""
        from assessment import models

        registries.answer_for(
            models.Year, models.Policy, models.Indicator, models.CityTable, models.Section,
            models.Item, models.Component, models.Measure, models.Rule, models.Concern,
            models.Result, models.Evidence, models.CountySource, models.KeptWording,
            models.Snapshot, models.SnapshotUnit,
            models.ObjectionWindow, models.Objection, models.ObjectionMessage,
            models.ObjectionFile, models.ObjectionDecision,
            models.Incident, models.IncidentLink, models.IncidentEvidence,
            models.IncidentDecision,
            models.SignOff, models.ColumnReview,
            models.StepProposal,
            models.SelfCheckWindow, models.SelfCheck, models.ReportedFigure,
            models.ReportedFile, models.SelfCheckSubmission, models.SelfCheckScan,
            models.ReportedTaking,
        )  # fmt: skip
