from django.apps import AppConfig

# As a module: Django counts every AppConfig that it finds by name in this one.
from django.contrib.admin import apps as admin_apps
from django.core.checks import Tags, register

from .checks import virus_scanner


class PortalConfig(AppConfig):
    name = "cop_portal"
    default = True

    def ready(self) -> None:
        register(virus_scanner, Tags.security, deploy=True)


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django's administration, behind our own door."""

    default = False
    default_site = "members.admin_site.PortalAdminSite"
