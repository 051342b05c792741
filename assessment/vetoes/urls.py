from django.urls import path

from assessment.vetoes.views import pages

urlpatterns = [
    path("<int:year>/vetoes/", pages.vetoes, name="vetoes"),
    path("<int:year>/vetoes/new/<str:city>/", pages.new, name="veto-new"),
    path("<int:year>/vetoes/<int:number>/", pages.veto, name="veto"),
    path("<int:year>/vetoes/<int:number>/answer/", pages.answer, name="veto-answer"),
    path("<int:year>/vetoes/<int:number>/lift/", pages.lift, name="veto-lift"),
    path("<int:year>/vetoes/<int:number>/take-back/", pages.take_back, name="veto-take-back"),
]
