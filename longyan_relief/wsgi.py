"""What gunicorn serves: nothing, while the installation is not fit (kernel/deployment.py)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longyan_relief.settings.base")
application = get_wsgi_application()

from kernel import deployment  # noqa: E402  (the apps are ready only now)

deployment.refuse_to_start()
