"""Component files for tests: a secret store, a component that uses it, and mistakes in both."""

from __future__ import annotations

STORE = """\
componentType: secretstores.azure.keyvault
version: v1
metadata:
  - name: vaultName
    value: bookshop
"""
NAMED_STORE = "# daprls: name=vault\n" + STORE

USER = """\
componentType: state.redis
version: v1
secretStoreComponent: vault
metadata:
  - name: redisHost
    value: cache:6379
  - name: redisPassword
    secretRef: redis-password
scopes:
  - cart
"""
WRONG = USER.replace("maxRetries", "").replace(
    "scopes:", '  - name: maxRetrys\n    value: "3"\nscopes:'
)
"""With a metadata name that nobody reads."""

MISSPELT = "unknown-metadata-name"
"""What `WRONG` is told."""
NO_STORE = "secret-store-not-found"
"""What `USER` is told where there is no store 'vault' but one of another name."""
