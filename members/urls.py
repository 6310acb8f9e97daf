from django.urls import path

from .views.accompaniment import (
    accompaniment,
    accompaniment_answer,
    accompaniment_detail,
    accompaniment_end,
    accompaniment_new,
    accompaniment_withdraw,
)
from .views.application import application
from .views.charter import charter, charter_accept
from .views.language import language
from .views.member_map import member_map
from .views.welcome import welcome

app_name = "members"
urlpatterns = [
    path("charter/", charter, name="charter"),
    path("charter/accept/", charter_accept, name="charter_accept"),
    path("members/accompaniment/", accompaniment, name="accompaniment"),
    path("members/accompaniment/<int:pk>/", accompaniment_detail, name="accompaniment_detail"),
    path(
        "members/accompaniment/<int:pk>/answer/", accompaniment_answer, name="accompaniment_answer"
    ),
    path(
        "members/accompaniment/<int:pk>/withdraw/",
        accompaniment_withdraw,
        name="accompaniment_withdraw",
    ),
    path("members/accompaniment/<int:pk>/end/", accompaniment_end, name="accompaniment_end"),
    path("members/map/", member_map, name="member_map"),
    path("members/<slug:handle>/accompaniment/", accompaniment_new, name="accompaniment_new"),
    path("me/application/", application, name="application"),
    path("me/language/", language, name="language"),
    path("me/welcome/", welcome, name="welcome"),
]
