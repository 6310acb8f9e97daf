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
from .views.invitation_accept import invitation_accept, invitation_open
from .views.invitations import (
    invitation_list,
    invitation_new,
    invitation_revoke,
    invitation_send_again,
)
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
