"""Settings of Apache Superset for one person on one machine. Superset imports this module by name."""

import os
from pathlib import Path

HOME = Path(os.environ["JIXIAO_SUPERSET_HOME"])
SECRET_KEY = (HOME / "secret_key").read_text(encoding="utf-8")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME / 'superset.db'}?check_same_thread=false"
# Chinese first; English is in the language menu.
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {
    "zh": {"flag": "cn", "name": "中文"},
    "en": {"flag": "us", "name": "English"},
}
APP_NAME = "绩效 jixiao"
# A publish puts a new file in the place of the old one: what was asked before must not be answered from memory.
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
FILTER_STATE_CACHE_CONFIG = {"CACHE_TYPE": "FileSystemCache", "CACHE_DIR": str(HOME / "state")}
EXPLORE_FORM_DATA_CACHE_CONFIG = {"CACHE_TYPE": "FileSystemCache", "CACHE_DIR": str(HOME / "explore")}
RATELIMIT_STORAGE_URI = "memory://"
# The page stays on this machine: no header forces https, and nothing is fetched from outside.
TALISMAN_ENABLED = False
SESSION_COOKIE_SAMESITE = "Lax"
ROW_LIMIT = 5000
D3_FORMAT = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""]}
