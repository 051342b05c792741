from django.urls import path

from assessment.exemptions.views import acts, pages

_ONE = "<int:year>/exemptions/<int:number>/"

urlpatterns = [
    path("<int:year>/exemptions/", pages.exemptions, name="exemptions"),
    path("<int:year>/exemptions/new/<str:city>/", pages.new, name="exemption-new"),
    path(_ONE, pages.exemption, name="exemption"),
    path(f"{_ONE}file/", pages.file, name="exemption-file"),
    path(f"{_ONE}answer/", acts.answer, name="exemption-answer"),
    path(f"{_ONE}lift/", acts.lift, name="exemption-lift"),
    path(f"{_ONE}take-back/", acts.take_back, name="exemption-take-back"),
]
