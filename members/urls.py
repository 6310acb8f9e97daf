from django.urls import path

from .views.application import application
from .views.charter import charter, charter_accept
from .views.group_people import (
    group_invite,
    group_people,
    group_remove,
    group_request,
    group_revoke,
)
from .views.groups import group_list
from .views.joining import group_ask, group_decline, group_join, group_leave, group_take_back
from .views.language import language
from .views.welcome import welcome

app_name = "members"
urlpatterns = [
    path("charter/", charter, name="charter"),
    path("charter/accept/", charter_accept, name="charter_accept"),
    path("groups/", group_list, name="group_list"),
    path("groups/<slug:slug>/join/", group_join, name="group_join"),
    path("groups/<slug:slug>/ask/", group_ask, name="group_ask"),
    path("groups/<slug:slug>/take-back/", group_take_back, name="group_take_back"),
    path("groups/<slug:slug>/decline/", group_decline, name="group_decline"),
    path("groups/<slug:slug>/leave/", group_leave, name="group_leave"),
    path("groups/<slug:slug>/invite/", group_invite, name="group_invite"),
    path("groups/<slug:slug>/people/", group_people, name="group_people"),
    path("groups/<slug:slug>/people/<slug:handle>/request/", group_request, name="group_request"),
    path("groups/<slug:slug>/people/<slug:handle>/remove/", group_remove, name="group_remove"),
    path("groups/<slug:slug>/people/<slug:handle>/revoke/", group_revoke, name="group_revoke"),
    path("me/application/", application, name="application"),
    path("me/language/", language, name="language"),
    path("me/welcome/", welcome, name="welcome"),
]
