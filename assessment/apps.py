from django.apps import AppConfig

from trust import registries


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "市州考核"

    def ready(self):
        """Tell the log for which rows it answers, and of what people are told."""
        from assessment import models
        from assessment.notices.due import tell_due
        from assessment.notices.kinds import KINDS
        from assessment.summaries import keeping

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
            models.StepProposal, models.Correction, models.CorrectionFile, models.Disclosure,
            models.SelfCheckWindow, models.SelfCheck, models.ReportedFigure,
            models.ReportedFile, models.SelfCheckSubmission, models.SelfCheckScan,
            models.ReportedTaking,
            models.RoundSettings, models.Round, models.RoundFigure, models.RoundTaking,
            models.RoundAlert,
            models.SampleDraw, models.SampledCell, models.CheckFile,
            models.Rectification, models.RectificationMessage, models.RectificationFile,
            models.PaperWords, models.IssuedPaper,
            models.ClaimWindow, models.BonusClaim, models.ClaimEvent, models.ClaimFile,
            models.VetoDecision, models.Consequences, models.Exemption,
            models.ResultsImport, models.ImportedCell, models.IncidentsImport,
            models.ImportedIncident, models.SelfCheckImport, models.ImportedFigure,
            models.TablesImport, models.ImportedTable,
        )  # fmt: skip
        for key, kind in KINDS.items():
            registries.notices.add(key, kind)
        registries.followers.add("市州", keeping.follow)
        registries.summaries.add("市州", keeping.SUMMARIES)
        registries.falling_due.add("考核各步", tell_due)
