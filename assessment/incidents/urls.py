"""Every address of the register, by what it is for."""

from django.urls import path

from assessment.incidents.views import cell, evidence, exchange, register, review
from assessment.views import imports

_ONE = "<int:year>/incidents/<int:pk>/"
_CELL = "<int:year>/results/<int:pk>/incidents/"

urlpatterns = [
    path("<int:year>/incidents/", register.incidents, name="incidents"),
    path("<int:year>/incidents/new/", register.incident_new, name="incident-new"),
    path("<int:year>/incidents/asked/", review.incident_questions, name="incident-questions"),
    path("<int:year>/incidents/alike/", review.incidents_alike, name="incidents-alike"),
    path("<int:year>/incidents/import/", exchange.incidents_import, name="incidents-import"),
    path(
        "<int:year>/incidents/imports/<int:pk>/take-back/",
        imports.take_back_import_of_incidents,
        name="incidents-import-take-back",
    ),
    path("<int:year>/incidents/export/", exchange.incidents_export, name="incidents-export"),
    path(_ONE, register.incident, name="incident"),
    path(f"{_ONE}edit/", register.incident_edit, name="incident-edit"),
    path(f"{_ONE}withdraw/", register.incident_withdraw, name="incident-withdraw"),
    path(f"{_ONE}link/", register.incident_link, name="incident-link"),
    path(f"{_ONE}evidence/", evidence.evidence_lay, name="incident-evidence-add"),
    path(
        "<int:year>/incident-evidence/<int:pk>/", evidence.evidence_read, name="incident-evidence"
    ),
    path(
        "<int:year>/incident-evidence/<int:pk>/withdraw/",
        evidence.evidence_take_back,
        name="incident-evidence-withdraw",
    ),
    path(_CELL, cell.cell_incidents, name="cell-incidents"),
    path(f"{_CELL}link/", cell.cell_incident_link, name="cell-incident-link"),
    path(f"{_CELL}unlink/", cell.cell_incident_unlink, name="cell-incident-unlink"),
    path(f"{_CELL}take/", cell.cell_incidents_take, name="cell-incidents-take"),
]
