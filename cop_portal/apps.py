from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "cop_portal"
