"""The web process that is measured: like the production one, and with the floors."""

from django.core.wsgi import get_wsgi_application

from tests.performance import ground

ground.stand()
application = get_wsgi_application()
