"""The web process that is measured: the production one, and the floors."""

from cop_portal.wsgi import application
from tests.performance import ground

__all__ = ["application"]

ground.stand()
