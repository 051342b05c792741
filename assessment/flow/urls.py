from django.urls import path

from assessment.flow.views import signing, steps

urlpatterns = [
    path("<int:year>/flow/", steps.flow, name="year-flow"),
    path("<int:year>/flow/<slug:to>/", steps.step, name="year-step"),
    path("<int:year>/flow/proposals/<int:pk>/", steps.answer, name="step-proposal"),
    path("<int:year>/sign-offs/", signing.sign_offs, name="sign-offs"),
    path("<int:year>/sign-offs/<int:pk>/<int:office>/", signing.sign_one, name="sign-off"),
    path(
        "<int:year>/sign-offs/<int:pk>/<int:office>/withdraw/",
        signing.withdraw,
        name="sign-off-withdraw",
    ),
    path(
        "<int:year>/sign-offs/<int:pk>/<int:office>/review/",
        signing.review,
        name="column-review",
    ),
]
