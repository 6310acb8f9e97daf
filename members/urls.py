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
from .views.directory import member_list
from .views.group_people import (
    group_invite,
    group_people,
    group_remove,
    group_request,
    group_revoke,
)
from .views.groups import group_list
from .views.invitation_accept import invitation_accept, invitation_open
from .views.invitations import (
    invitation_list,
    invitation_new,
    invitation_revoke,
    invitation_send_again,
)
from .views.joining import group_ask, group_decline, group_join, group_leave, group_take_back
from .views.language import language
from .views.member_map import member_map
from .views.member_picture import member_picture
from .views.my_organization import my_organization
from .views.organization import (
    affiliation_end,
    organization_edit,
    organization_list,
    organization_people,
)
from .views.profile import profile
from .views.welcome import welcome

app_name = "members"
urlpatterns = [
    path("charter/", charter, name="charter"),
    path("charter/accept/", charter_accept, name="charter_accept"),
    path("invitations/", invitation_list, name="invitation_list"),
    path("invitations/new/", invitation_new, name="invitation_new"),
    path("invitations/accept/", invitation_accept, name="invitation_accept"),
    path("invitations/<int:pk>/revoke/", invitation_revoke, name="invitation_revoke"),
    path("invitations/<int:pk>/again/", invitation_send_again, name="invitation_send_again"),
    path("invitations/<str:key>/", invitation_open, name="invitation_open"),
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
    path("members/", member_list, name="member_list"),
    path("me/application/", application, name="application"),
    path("me/language/", language, name="language"),
    path("me/profile/", profile, name="profile"),
    path("members/<slug:handle>/picture/", member_picture, name="member_picture"),
    path("me/welcome/", welcome, name="welcome"),
    path("me/organization/", my_organization, name="my_organization"),
    path("organizations/", organization_list, name="organization_list"),
    path("organizations/<slug:slug>/edit/", organization_edit, name="organization_edit"),
    path("organizations/<slug:slug>/people/", organization_people, name="organization_people"),
    path(
        "organizations/<slug:slug>/people/<slug:handle>/end/",
        affiliation_end,
        name="affiliation_end",
    ),
]
