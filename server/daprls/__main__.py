"""Runs the command line as `python -m daprls`."""

from daprls.cli.main import main

if __name__ == "__main__":
    main()
