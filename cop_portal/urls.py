"""Every address of the house. DESIGN.md pins them."""

from allauth.mfa.webauthn.views import login_webauthn
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from members.access import public

from . import my_data, views
from .group_page import group_detail
from .handover import group_handover
from .me import me
from .member import member_detail
from .organizations import organization_detail
from .search import search
from .sitemap import sitemap

# The one entrance that allauth itself does not mark as open.
public("Whoever comes in by a passkey has not come in yet.")(login_webauthn)

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search, name="search"),
    path("me/", me, name="me"),
    path("me/data/", my_data.data, name="data"),
    path("me/data/download/", my_data.data_download, name="data_download"),
    path("me/leave/", my_data.leave, name="leave"),
    path("groups/<slug:slug>/handover/", group_handover, name="group_handover"),
    path("organizations/<slug:slug>/", organization_detail, name="organization_detail"),
    path("groups/<slug:slug>/", group_detail, name="group_detail"),
    path("", include("members.urls")),
    # After what stands at fixed places there: `members.actions.PAGES_BESIDE_MEMBERS`.
    path("members/<slug:handle>/", member_detail, name="member_detail"),
    path("", include("resources.urls")),
    path("", include("forums.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path(
        "language/",
        public("Anybody chooses the language she reads.")(set_language),
        name="set_language",
    ),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
]

handler400 = "cop_portal.views.bad_request"
handler403 = "cop_portal.views.forbidden"
handler404 = "cop_portal.views.not_found"
handler500 = "cop_portal.views.server_error"
