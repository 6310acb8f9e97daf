from django.urls import path

from .views.application import application
from .views.charter import charter, charter_accept
from .views.language import language
from .views.my_organization import my_organization
from .views.organization import (
    affiliation_end,
    organization_edit,
    organization_list,
    organization_people,
)
from .views.welcome import welcome

app_name = "members"
urlpatterns = [
    path("charter/", charter, name="charter"),
    path("charter/accept/", charter_accept, name="charter_accept"),
    path("me/application/", application, name="application"),
    path("me/language/", language, name="language"),
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
