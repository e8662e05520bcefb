"""Ends with a clear message where the interpreter is unfit to set daprls up.

The words are such that an old Python, too, can read them.
"""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 - the very point of this script
    found = ".".join(map(str, sys.version_info[:3]))
    sys.exit(
        "daprls needs Python 3.10 or newer; this is " + found + ". Set PYTHON=/path/to/python3."
    )

from importlib.util import find_spec

if find_spec("ensurepip") is None:
    package = "python" + ".".join(map(str, sys.version_info[:2])) + "-venv"
    sys.exit(
        "This Python cannot make virtual environments. Debian and Ubuntu have that in a package: "
        "apt-get install " + package + ". Or set PYTHON=/path/to/python3."
    )
