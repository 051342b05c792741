"""评价表式, and the counties' sums beside the offices' cells."""

from django.urls import path

from selfeval.definitions import editor_views as form_editor
from selfeval.definitions import paste_views
from selfeval.definitions import views as forms

urlpatterns = [
    path("forms/", forms.forms, name="selfeval-forms"),
    path("forms/new/", forms.new, name="selfeval-form-new"),
    path("forms/import/", forms.import_, name="selfeval-form-import"),
    path("forms/<int:form>/", forms.form, name="selfeval-form"),
    path("forms/<int:form>/edit/", form_editor.edit, name="selfeval-form-edit"),
    path("forms/<int:form>/paste/", paste_views.paste, name="selfeval-form-paste"),
    path("forms/<int:form>/preview/", forms.preview, name="selfeval-form-preview"),
    path("forms/<int:form>/form.pdf", forms.form_pdf, name="selfeval-form-pdf"),
    path("forms/<int:form>/clone/", forms.clone, name="selfeval-form-clone"),
    path("forms/<int:form>/version/", forms.version, name="selfeval-form-version"),
    path("forms/<int:form>/use/", forms.use, name="selfeval-form-use"),
    path("forms/<int:form>/retire/", forms.retire, name="selfeval-form-retire"),
    path("forms/<int:form>/discard/", forms.discard, name="selfeval-form-discard"),
    path("forms/<int:form>/form.json", forms.export, name="selfeval-form-export"),
]
