from django.urls import path

from cities.views import audit, resets, sign_in, substitutes, unified

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/confirm/", sign_in.confirm_password, name="confirm-password"),
    path("sign-in/unified/", unified.unified_sign_in, name="unified-sign-in"),
    path("sign-in/unified/again/", unified.unified_confirm, name="unified-confirm"),
    path("sign-in/unified/back/", unified.unified_back, name="unified-back"),
    path("sign-in/reset/<str:mark>/", resets.reset_password, name="reset-password"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("change-password/", sign_in.change_password, name="change-password"),
    path("substitutes/", substitutes.substitutes, name="substitutes"),
    path("substitutes/act/", substitutes.act, name="substitute-act"),
    path("substitutes/<int:pk>/end/", substitutes.end, name="substitute-end"),
    path("audit-log/", audit.audit_log, name="audit-log"),
    path("audit-log/<int:sequence>/", audit.audit_entry, name="audit-entry"),
    path("audit-log/export/", audit.audit_export, name="audit-export"),
    path("audit-log/head/", audit.audit_head, name="audit-head"),
    path("audit-log/verify/", audit.audit_verify, name="audit-verify"),
]
