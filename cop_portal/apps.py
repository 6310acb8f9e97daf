from django.apps import AppConfig

# As a module: Django counts every AppConfig that it finds by name in this one.
from django.contrib.admin import apps as admin_apps


class PortalConfig(AppConfig):
    name = "cop_portal"
    default = True


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django's administration, behind our own door."""

    default = False
    default_site = "members.admin_site.PortalAdminSite"
