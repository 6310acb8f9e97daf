from django.urls import path

from .views.application import application
from .views.charter import charter, charter_accept
from .views.directory import member_list
from .views.language import language
from .views.member_picture import member_picture
from .views.profile import profile
from .views.welcome import welcome

app_name = "members"
urlpatterns = [
    path("charter/", charter, name="charter"),
    path("charter/accept/", charter_accept, name="charter_accept"),
    path("members/", member_list, name="member_list"),
    path("me/application/", application, name="application"),
    path("me/language/", language, name="language"),
    path("me/profile/", profile, name="profile"),
    path("members/<slug:handle>/picture/", member_picture, name="member_picture"),
    path("me/welcome/", welcome, name="welcome"),
]
