"""One settings file; the environment decides. DESIGN's list of variables is in .env.example."""

import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

environ.Env.read_env(BASE_DIR / ".env")
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
PORTAL_DEMO = env.bool("PORTAL_DEMO", default=False)
PORTAL_NAME = env("PORTAL_NAME", default="Gender in Practice")
# True in the web process only (wsgi.py): commands and jobs may take their time.
PORTAL_WEB = env.bool("PORTAL_WEB", default=False)


def required_in_production(name: str, *, otherwise: str, why: str) -> str:
    """The variable `name`; `otherwise` only in the demo and while developing."""
    value = env(name, default="")
    if value:
        return value
    if DEBUG or PORTAL_DEMO:
        return otherwise
    raise ImproperlyConfigured(f"Set {name}: {why}. See .env.example.")


SECRET_KEY = required_in_production(
    "SECRET_KEY",
    otherwise="only-for-the-demo-and-for-developing-never-for-people",
    why="a long random text that signs sessions and links",
)
# Former keys, while what they signed and encrypted is still about.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
BASE_URL = required_in_production(
    "BASE_URL",
    otherwise="http://127.0.0.1:8000",
    why="the address at which people open the portal, for links in letters",
).rstrip("/")
ALLOWED_HOSTS = required_in_production(
    "ALLOWED_HOSTS",
    otherwise="127.0.0.1,localhost,[::1]",
    why="the host names the portal answers to, separated by commas",
).split(",")
DATABASE_URL = required_in_production(
    "DATABASE_URL", otherwise="", why="where Postgres is (manage.py starts one of its own if unset)"
)
DEFAULT_FROM_EMAIL = required_in_production(
    "DEFAULT_FROM_EMAIL",
    otherwise="Gender in Practice <portal@demo.example>",
    why="the sender of the portal's letters",
)
SECURE = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "cop_portal",
    "members",
    "members.notices",
    "members.search",
    "members.moderation",
    "resources",
    "forums",
    "events",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "django_filters",
    "django_countries",
    "cop_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cop_portal.content_security.ContentSecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cop_portal.compression.PageCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.ClosedByDefaultMiddleware",
]

ROOT_URLCONF = "cop_portal.urls"
WSGI_APPLICATION = "cop_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cop_portal.context.portal",
            ],
        },
    }
]
# Our templates/django/forms/field.html draws every field of the house.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database -------------------------------------------------------------------------------
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL or "postgresql://")}
DATABASES["default"] |= {"ATOMIC_REQUESTS": False, "CONN_HEALTH_CHECKS": True}
if PORTAL_WEB:
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
        "pool": {"min_size": 2, "max_size": env.int("DATABASE_POOL_SIZE", default=16)},
        "options": "-c statement_timeout=5000 -c lock_timeout=2000"
        " -c idle_in_transaction_session_timeout=30000",
    }

# Rate limits must count in one place for all processes, so the cache is a table unless told.
CACHES = {
    "default": environ.Env.cache_url_config(env("CACHE_URL", default="dbcache://portal_cache"))
}

# --- Jobs -----------------------------------------------------------------------------------
# Where the worker finds jobs that do not stand in a room's own tasks.py.
PROCRASTINATE_IMPORT_PATHS = [
    "members.registry.tasks",
    "forums.scanning",
    "resources.harvest.jobs",
    "resources.importing.tasks",
    "forums.seal_tasks",
]

# --- People ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# How many proxies of ours stand before the web server: rate limits count by the address that the
# outermost one saw. What a browser itself writes into X-Forwarded-For is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
ACCOUNT_ADAPTER = "members.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "members.forms.RegistrationForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True

# Whether staff, and facilitators in office, need a second factor before they reach anything.
REQUIRE_MFA = env.bool("REQUIRE_MFA", default=not (PORTAL_DEMO or DEBUG))
MFA_ADAPTER = "members.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = PORTAL_NAME
# Phones whose clock is half a minute off, and people who type slowly, come in as well.
MFA_TOTP_TOLERANCE = 1
# Nobody logs in before her address is confirmed; without this nobody with a second factor could
# ever change it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "members.second_factor_forms.CodeForm",
    "reauthenticate": "members.second_factor_forms.CodeAgainForm",
    "activate_totp": "members.second_factor_forms.FirstCodeForm",
    "add_webauthn": "members.second_factor_forms.NewKeyForm",
    "edit_webauthn": "members.second_factor_forms.KeyNameForm",
    "authenticate_webauthn": "members.second_factor_forms.KeyForm",
    "reauthenticate_webauthn": "members.second_factor_forms.KeyAgainForm",
    "login_webauthn": "members.second_factor_forms.PasskeyForm",
}

# --- Letters --------------------------------------------------------------------------------
# Unset: letters are kept as files, and the admin shows them.
EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(environ.Env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "outbox"

# --- Words ----------------------------------------------------------------------------------
ALL_LANGUAGES = {"en": _("English"), "fr": _("French")}
LANGUAGES = [(code, ALL_LANGUAGES[code]) for code in env.list("LANGUAGES", default=["en", "fr"])]
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [BASE_DIR / "cop_portal" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files ----------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Below no public address: documents leave only through a view that asks who may read them.
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "members.files.upload.BoundedUploadHandler",
]
# ClamAV's daemon. Unset: no virus scan, and the admin says so.
CLAMD_URL = env("CLAMD_URL", default="")
if CLAMD_URL and not re.fullmatch(r"tcp://[^/]+/?|unix:///.+", CLAMD_URL):
    raise ImproperlyConfigured(
        "CLAMD_URL is tcp://host:3310 or unix:///run/clamd.sock. See .env.example."
    )
# Of a ZIP with which staff bring in many works: all its files together, unpacked.
IMPORT_UNPACKED_LIMIT = env.int("IMPORT_UNPACKED_MEGABYTES", default=2048) * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = env("FILE_UPLOAD_TEMP_DIR", default=None)

# --- Safety ---------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_AGE = 30 * 24 * 3600
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_keys": {"()": "cop_portal.log_lines.WithoutKeys"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_keys"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
