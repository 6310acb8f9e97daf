from django.urls import path

from .views.application import application
from .views.charter import charter

app_name = "members"
urlpatterns = [
    path("charter/", charter, name="charter"),
    path("me/application/", application, name="application"),
]
