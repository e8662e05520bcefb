"""The language server and linter for Dapr component YAML."""

__version__ = "0.1.0"
