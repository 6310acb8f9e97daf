from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    name = "cop_portal"
    default = True


class PortalAdminConfig(AdminConfig):
    """Django's administration, behind our own door."""

    default = False
    default_site = "members.admin_site.PortalAdminSite"
