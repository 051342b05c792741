from django.urls import path

from assessment.claims import urls as claims
from assessment.corrections import urls as corrections
from assessment.exemptions import urls as exemptions
from assessment.flow.urls import urlpatterns as flow_urls
from assessment.frozen import urls as frozen
from assessment.incidents import urls as incidents
from assessment.letters import urls as letters
from assessment.next_year import urls as next_year
from assessment.publishing import urls as publishing
from assessment.rectification import urls as rectification
from assessment.rounds import urls as rounds
from assessment.sample_checks import urls as sample_checks
from assessment.self_check import urls as self_check
from assessment.trial import urls as trial
from assessment.vetoes import urls as vetoes
from assessment.views import (
    collection,
    confirming,
    consequences,
    doubts,
    exchange,
    imports,
    indicators,
    overview,
    papers,
    pasting,
    readings,
    rules,
    scorecards,
    settling,
    tables,
    years,
)

urlpatterns = [
    # the year
    *next_year.urlpatterns,
    *trial.urlpatterns,
    path("<int:year>/", overview.overview, name="overview"),
    path("<int:year>/policy/", years.policy, name="year-policy"),
    path("<int:year>/consequences/", consequences.consequences, name="year-consequences"),
    path("<int:year>/readings/", readings.readings, name="readings"),
    path("<int:year>/indicators/", indicators.indicators, name="indicators"),
    path("<int:year>/indicators/<int:pk>/", indicators.indicator, name="indicator"),
    *flow_urls,
    *self_check.urlpatterns,
    *rounds.urlpatterns,
    # official tables
    path("<int:year>/tables/", tables.tables, name="city-tables"),
    path("<int:year>/tables/import/", exchange.tables_import, name="tables-import"),
    path(
        "<int:year>/tables/imports/<int:pk>/take-back/",
        imports.take_back_import_of_tables,
        name="tables-import-take-back",
    ),
    path("<int:year>/tables/export/<str:form>/", exchange.tables_export, name="tables-export"),
    path("<int:year>/tables/<str:city>/", tables.table, name="city-table"),
    path("<int:year>/tables/<str:city>/confirm/", tables.confirm, name="table-confirm"),
    path("<int:year>/tables/<str:city>/issue/", tables.issue, name="table-issue"),
    path("<int:year>/tables/<str:city>/kept/", settling.kept_wordings, name="table-kept"),
    path("<int:year>/tables/<str:city>/pdf/", papers.table_pdf, name="city-table-pdf"),
    path("<int:year>/concerns/<int:pk>/settle/", tables.settle, name="concern-settle"),
    path("<int:year>/tables/concerns/<int:pk>/rule/", settling.phrase_rule, name="concern-rule"),
    path("<int:year>/items/<int:pk>/rules/", rules.item_rules, name="item-rules"),
    # collection
    path("<int:year>/collection/", collection.collection, name="collection"),
    path("<int:year>/collection/doubts/", doubts.doubts, name="collection-doubts"),
    path("<int:year>/collection/<int:pk>/", collection.grid, name="collection-grid"),
    path("<int:year>/collection/<int:pk>/block/", collection.block, name="collection-block"),
    path("<int:year>/collection/<int:pk>/paste/", pasting.paste, name="collection-paste"),
    path("<int:year>/collection/<int:pk>/changes/", collection.changes, name="collection-changes"),
    path("<int:year>/items/<int:pk>/derivation/", collection.derivation, name="item-derivation"),
    path("<int:year>/results/<int:pk>/", collection.record, name="result-record"),
    path("<int:year>/results/<int:pk>/detail/", collection.detail, name="result-detail"),
    path("<int:year>/results/<int:pk>/remark/", collection.remark, name="result-remark"),
    path("<int:year>/results/<int:pk>/restore/", collection.restore, name="result-restore"),
    path("<int:year>/results/<int:pk>/confirm/", confirming.confirm, name="result-confirm"),
    path("<int:year>/results/<int:pk>/evidence/", collection.evidence_add, name="evidence-add"),
    path("<int:year>/evidence/<int:pk>/", collection.evidence_file, name="evidence-file"),
    path(
        "<int:year>/evidence/<int:pk>/withdraw/",
        collection.evidence_withdraw,
        name="evidence-withdraw",
    ),
    path("<int:year>/results/export/", exchange.results_export, name="results-export"),
    path("<int:year>/results/import/", exchange.results_import, name="results-import"),
    path("<int:year>/results/imports/", imports.kept_imports, name="results-imports"),
    path(
        "<int:year>/results/imports/<int:pk>/take-back/",
        imports.take_back_import_of_results,
        name="results-import-take-back",
    ),
    # scores
    path("<int:year>/scorecards/", scorecards.scorecards, name="scorecards"),
    path("<int:year>/scorecards/all.pdf", papers.scorecards_pdf, name="scorecards-pdf"),
    path("<int:year>/scorecards/joined/", papers.scorecards_joined, name="scorecards-joined"),
    path("<int:year>/scorecards/zip/", papers.scorecards_zip, name="scorecards-zip"),
    path("<int:year>/scorecards/<str:city>/", scorecards.scorecard, name="scorecard"),
    path("<int:year>/scorecards/<str:city>/pdf/", papers.scorecard_pdf, name="scorecard-pdf"),
    path("<int:year>/scores/<str:form>/", exchange.scores_export, name="scores-export"),
    path("<int:year>/ranking.pdf", papers.ranking_pdf, name="ranking-pdf"),
    *frozen.urlpatterns,
    *incidents.urlpatterns,
    *claims.urlpatterns,
    *vetoes.urlpatterns,
    *exemptions.urlpatterns,
    *corrections.urlpatterns,
    *publishing.urlpatterns,
    *sample_checks.urlpatterns,
    *rectification.urlpatterns,
    *letters.urlpatterns,
]
