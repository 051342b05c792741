"""Lists, review, and what the public reads."""

from django.urls import path

from selfeval.review.views import before_publishing, lists, publishing, review

REPORT = "reports/<int:report>"

urlpatterns = [
    path("", lists.reports, name="selfeval"),
    path("bulk/", lists.bulk_review, name="reports-bulk"),
    path(f"{REPORT}/review/", review.review, name="report-review"),
    path(f"{REPORT}/step/", review.step, name="report-step"),
    path(f"{REPORT}/publish/", before_publishing.publish, name="report-publish"),
    path(f"{REPORT}/return/", review.send_back, name="report-return"),
    path(f"{REPORT}/remarks/", review.remark, name="report-remark"),
    path(
        f"{REPORT}/remarks/<int:remark>/settle/", review.settle_remark, name="report-remark-settle"
    ),
    path(f"{REPORT}/compare/", review.compare, name="report-compare"),
    path("public/", publishing.public_reports, name="public-reports"),
    path("public/verify/", publishing.verify, name="public-verify"),
    path("public/<int:report>/", publishing.public_report, name="public-report"),
]
