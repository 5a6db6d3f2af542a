"""What gunicorn serves: nothing, while a guard is off or a key is missing."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longyan_relief.settings.base")
application = get_wsgi_application()
call_command("check", tags=["kernel"])
