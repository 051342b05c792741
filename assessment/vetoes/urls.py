from django.urls import path

from assessment.vetoes.views import acts, pages

urlpatterns = [
    path("<int:year>/vetoes/", pages.vetoes, name="vetoes"),
    path("<int:year>/vetoes/new/<str:city>/", pages.new, name="veto-new"),
    path("<int:year>/vetoes/<int:number>/", pages.veto, name="veto"),
    path("<int:year>/vetoes/<int:number>/answer/", acts.answer, name="veto-answer"),
    path("<int:year>/vetoes/<int:number>/lift/", acts.lift, name="veto-lift"),
    path("<int:year>/vetoes/<int:number>/take-back/", acts.take_back, name="veto-take-back"),
]
