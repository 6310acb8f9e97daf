"""The web process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_portal.settings")
# Only the web has a pool and a limit on how long a statement may take: commands and jobs do not.
os.environ.setdefault("PORTAL_WEB", "1")

application = get_wsgi_application()
