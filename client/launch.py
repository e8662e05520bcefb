"""Starts the language server for the VS Code extension, or the command line, on what the extension
brings along.

Here an interpreter is judged and `sys.path` is made; nothing else. The words are such that a
Python too old for the server can still read them and say so. The client starts it with `-I -S`:
neither the user's environment variables nor the packages of the chosen environment take part.
"""

import json
import sys
from pathlib import Path

MINIMUM = (3, 10)
EXIT_UNFIT = 3
"""The exit code for an interpreter that cannot run the server; the reason is on stderr."""


def unfit():
    # type: () -> str | None
    """Why this interpreter cannot run the server, as the end of a sentence; `None`: it can."""
    if sys.version_info >= MINIMUM:
        return None
    found = ".".join(map(str, sys.version_info[:3]))
    return "it is Python {}, and {}.{} or newer is needed".format(found, *MINIMUM)


def take_packages(extension):
    # type: (Path) -> None
    """Put the server and the bundled libraries in front of everything else.

    A checkout without bundled libraries uses those of the interpreter's environment.
    """
    libraries = extension / "bundled" / "libs"
    if libraries.is_dir():
        sys.path.insert(0, str(libraries))
    else:
        import site

        site.main()
    sys.path.insert(0, str(extension / "server"))


def main(arguments):
    # type: (list[str]) -> int
    """Serve over stdio; `--check` only tells what runs this; other words are the command line's."""
    reason = unfit()
    if reason is not None:
        sys.stderr.write(reason + "\n")
        return EXIT_UNFIT
    if arguments == ["--check"]:
        version = ".".join(map(str, sys.version_info[:3]))
        sys.stdout.write(json.dumps({"executable": sys.executable, "version": version}) + "\n")
        return 0
    take_packages(Path(__file__).absolute().parent.parent)
    if arguments:
        from daprls.cli.main import main as run

        run(arguments)
        return 0
    from daprls.lsp.start import serve

    return serve()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
