"""The tests of an engine are collected where that engine is installed."""

import importlib.util

collect_ignore = [] if importlib.util.find_spec("pjsua2") else ["test_pjsua2.py"]
