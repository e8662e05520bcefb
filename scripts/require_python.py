"""Ends with a clear message where the interpreter is too old for daprls."""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 - the very point of this script
    found = ".".join(map(str, sys.version_info[:3]))
    sys.exit(f"daprls needs Python 3.10 or newer; this is {found}. Set PYTHON=/path/to/python3.")
