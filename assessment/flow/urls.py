from django.urls import path

from assessment.flow.views import signing

urlpatterns = [
    path("<int:year>/sign-offs/", signing.sign_offs, name="sign-offs"),
    path("<int:year>/sign-offs/<int:pk>/<int:office>/", signing.sign_one, name="sign-off"),
    path(
        "<int:year>/sign-offs/<int:pk>/<int:office>/withdraw/",
        signing.withdraw,
        name="sign-off-withdraw",
    ),
]
