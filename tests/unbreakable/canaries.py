"""Workspaces with a secret in every place where one may stand, each of its own, so that a word of
it somewhere tells which it was.

A canary that stands where only a secret can stand is a plain word. Where a name belongs, only a
text that has the form of a credential is known to be none, so there it is a key, an address with a
password or a connection string.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from workspaces import catalog

MAIN = "/app/shop.yaml"
_HEAD, _TAIL = "kAnArY", "wXyZqRs"
_WHOLE = re.compile(rf"{_HEAD}\d{{5}}{_TAIL}")
_PARTS = (_HEAD, _TAIL, _HEAD.lower(), _TAIL.lower(), _HEAD.upper(), _TAIL.upper())


def word(number: int) -> str:
    """A secret that is told from all others by its number."""
    return f"{_HEAD}{number:05}{_TAIL}"


def encoded(text: str) -> str:
    """A text in base64."""
    return base64.b64encode(text.encode()).decode()


def _in_base64(part: str) -> Iterator[str]:
    """What a part of a text becomes in base64, wherever in it the part stands."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + part.encode()).decode()
        first, end = -(-before * 8 // 6), (before + len(part)) * 8 // 6
        yield whole[first:end]


_TRACE = re.compile(
    "|".join((*_PARTS, *(each for part in (_HEAD, _TAIL) for each in _in_base64(part))))
)


def traces(text: str) -> Iterator[str]:
    """The surroundings of whatever `text` tells of any secret."""
    for match in _TRACE.finditer(text):
        yield text[max(0, match.start() - 60) : match.end() + 60]


def places(text: str) -> Iterator[tuple[int, int]]:
    """Where secrets begin and end in a text that holds them as they are."""
    return (match.span() for match in _WHOLE.finditer(text))


def key(secret: str) -> str:
    """A key as services make them."""
    return f"{secret}Qp7Lm2Zs8Vt4Kd6Wn0Bx3g=="


SHAPES: Mapping[str, Callable[[str], str]] = {
    "key": key,
    "address": lambda secret: f"amqp://shop:{secret}@cache:5672/orders",
    "connection string": lambda secret: (
        "DefaultEndpointsProtocol=https;AccountName=shop;"
        f"AccountKey={key(secret)};EndpointSuffix=core.windows.net"
    ),
    "bus": lambda secret: (
        "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;"
        f"SharedAccessKey={key(secret)}"
    ),
    "database": lambda secret: f"host=db.shop.com user=shop password={secret} port=5432",
    "signature": lambda secret: (
        f"https://shop.blob.core.windows.net/orders?sv=2024-01-01&sig={secret}%3D"
    ),
    "driver": lambda secret: f"shop:{secret}@tcp(db.shop.com:3306)/orders",
    "private key": lambda secret: (
        f"-----BEGIN PRIVATE KEY----- {key(secret)} -----END PRIVATE KEY-----"
    ),
}
"""Texts that everybody takes for a credential, with a secret in them."""

FIELD_WAYS: Mapping[str, str] = {
    "plain": "- name: {name}\n  value: {it}\n",
    "single quotes": "- name: {name}\n  value: '{it}'\n",
    "double quotes": '- name: "{name}"\n  value: "{it}"\n',
    "escaped": '- name: {name}\n  value: "\\x6b{it}\\n"\n',
    "literal block": "- name: {name}\n  value: |\n    {it}\n    {it}\n",
    "folded block": "- name: {name}\n  value: >-\n    a\n    {it}\n",
    "several lines": "- name: {name}\n  value: a\n    {it}\n",
    "flow": "- {{name: {name}, value: {it}}}\n",
    "flow, quoted": '- {{"name": "{name}", "value": "{it}"}}\n',
    "anchor": "- name: {name}\n  value: &it {it}\n- name: other\n  value: *it\n",
    "anchor before": "- name: other\n  value: &it {it}\n- name: {name}\n  value: *it\n",
    "anchor's name": "- name: {name}\n  value: &{it} a\n",
    "alias of nothing": "- name: {name}\n  value: *{it}\n",
    "tag": "- name: {name}\n  value: !!str {it}\n",
    "tag's name": "- name: {name}\n  value: !{it} a\n",
    "value first": "- value: {it}\n  name: {name}\n",
    "other case": "- Name: {upper}\n  Value: {it}\n",
    "misspelt": "- name: {typo}\n  value: {it}\n",
    "misspelt, another": "- name: {doubled}\n  value: {it}\n",
    "misspelt key": "- name: {name}\n  vaule: {it}\n",
    "value twice": "- name: {name}\n  value: a\n  value: {it}\n",
    "item twice": "- name: {name}\n  value: {it}\n- name: {name}\n  value: {it}\n",
    "name twice": "- name: {name}\n  name: {name}\n  value: {it}\n",
    "beside a reference": "- name: {name}\n  value: {it}\n  secretRef: a\n",
    "beside a key's reference": (
        "- name: {name}\n  value: {it}\n  secretKeyRef:\n    name: a\n    key: b\n"
    ),
    "unresolvable neighbour": (
        "- name: {name}\n  value: {it}\n- name: other\n  secretRef: nowhere\n"
    ),
    "list": "- name: {name}\n  value: [{it}, a]\n",
    "block list": "- name: {name}\n  value:\n  - {it}\n",
    "map": "- name: {name}\n  value: {{a: {it}}}\n",
    "block map": "- name: {name}\n  value:\n    a: {it}\n",
    "key of a map": "- name: {name}\n  value:\n    {it}: a\n",
    "key of a flow map": "- name: {name}\n  value: {{{it}: a}}\n",
    "short form": "- {name}: {it}\n",
    "complex key": "- ? {name}\n  : {it}\n",
    "map in a list's place": "{name}: {it}\n",
    "deeper": "- metadata:\n  - name: {name}\n    value: {it}\n",
    "in the name": '- name: "{name}: {it}"\n',
    "in the name, as a pair": "- name: {name}={it}\n  value: a\n",
    "as one text": '- "{name}: {it}"\n',
    "as one pair": "- {name}={it}\n",
    "on one line": "- name: {name} value: {it}\n",
    "comment behind": "- name: {name}\n  value: a # password: {it}\n",
    "comment behind, a pair": "- name: {name}\n  value: a # {name}={it}\n",
    "commented out": "#- name: {name}\n#  value: {it}\n- name: other\n  value: a\n",
    "commented out, deeper": "- name: {name}\n  # value: {it}\n",
    "comment of a name": "# {name}: {it}\n- name: other\n  value: a\n",
    "half-typed": "- name: {name}\n  value: {it}",
    "half-typed, quoted": '- name: {name}\n  value: "{it}',
    "half-typed, single": "- name: {name}\n  value: '{it}",
    "half-typed, flow": "- {{name: {name}, value: {it}",
    "half-typed, flow list": "- [{name}, {it}\n",
    "quote not closed": '- name: {name}\n  value: "{it}\n- name: other\n  value: a\n',
    "two colons": "- name: {name}\n  value: a: {it}\n",
    "colon behind": "- name: {name}\n  value: {it}: a\n",
    "colon at the end": "- name: {name}\n  value: {it}:\n",
    "no blank": "- name: {name}\n  value:{it}\n",
    "equals": "- name: {name}\n  value={it}\n",
    "equals, apart": "- name: {name}\n  value = {it}\n",
    "tab": "- name: {name}\n\tvalue: {it}\n",
    "tab before": "- name: {name}\n  value:\t{it}\n",
    "too deep": "- name: {name}\n    value: {it}\n",
    "not deep enough": "- name: {name}\n value: {it}\n",
    "no dash": "name: {name}\nvalue: {it}\n",
    "no blank behind the dash": "-name: {name}\n value: {it}\n",
    "at sign": "- name: {name}\n  value: @{it}\n",
    "backtick": "- name: {name}\n  value: `{it}`\n",
    "percent": "- name: {name}\n  value: %{it}\n",
    "asterisk": "- name: {name}\n  value: **{it}\n",
    "wrong escape": '- name: {name}\n  value: "\\q{it}"\n',
    "behind a quote": '- name: {name}\n  value: "a" {it}\n',
    "behind a quote, at once": "- name: {name}\n  value: 'a'{it}\n",
    "behind a bracket": "- name: {name}\n  value: {{a}} {it}\n",
    "behind a template": "- name: {name}\n  value: {{{{ .Values.a }}}}{it}\n",
    "default of a template": '- name: {name}\n  value: {{{{ .Values.a | default "{it}" }}}}\n',
    "default of a variable": "- name: {name}\n  value: ${{A:-{it}}}\n",
    "pipeline token": "- name: {name}\n  value: $(A){it}\n",
    "placeholder with words": "- name: {name}\n  value: <{it}>\n",
    "block's header": "- name: {name}\n  value: | {it}\n",
    "block too shallow": "- name: {name}\n  value: |\n{it}\n",
    "new document": "- name: {name}\n  value: a\n---\n{name}: {it}\n",
    "reference by value": "- name: {name}\n  secretRef: {key}\n",
    "reference by value, with a key": (
        "- name: {name}\n  secretKeyRef:\n    name: {key}\n    key: {key}\n"
    ),
    "reference of a key alone": "- name: {name}\n  secretKeyRef:\n    name: a\n    key: {key}\n",
    "reference of a text": "- name: {name}\n  secretKeyRef: {key}\n",
    "reference of two": "- name: {name}\n  secretRef: {{name: {key}, value: {it}}}\n",
    "variable by value": "- name: {name}\n  envRef: {key}\n",
    "kubernetes's form": (
        "- name: {name}\n  valueFrom:\n    secretKeyRef: {{name: {key}, key: {key}}}\n"
    ),
}
"""Items of metadata whose field is sensitive. `it` is the secret, `key` a key that holds it."""

SECRET_WAYS: Mapping[str, str] = {
    "plain": "secrets:\n- name: a\n  value: {it}\n",
    "quoted": "secrets:\n- name: 'a'\n  value: \"{it}\"\n",
    "flow": "secrets: [{{name: a, value: {it}}}]\n",
    "block": "secrets:\n- name: a\n  value: |-\n    {it}\n",
    "folded over lines": "secrets:\n- name: a\n  value: b\n    {it}\n",
    "other case": "Secrets:\n- Name: a\n  Value: {it}\n",
    "misspelt": "secrets:\n- name: a\n  vaule: {it}\n",
    "misspelt list": "secret:\n- name: a\n  value: {it}\n",
    "by name": "secrets:\n- a: {it}\n",
    "map": "secrets:\n  a: {it}\n",
    "map of maps": "secrets:\n  a:\n    value: {it}\n",
    "bare": "secrets:\n- {key}\n",
    "text": "secrets: {key}\n",
    "twice": "secrets:\n- name: a\n  value: {it}\n- name: a\n  value: {it}\n",
    "list twice": "secrets:\n- name: a\n  value: b\nsecrets:\n- name: a\n  value: {it}\n",
    "value twice": "secrets:\n- name: a\n  value: b\n  value: {it}\n",
    "name by value": "secrets:\n- name: {key}\n  value: a\n",
    "address by value": "secrets:\n- name: a\n  keyVaultUrl: {it}\n  identity: system\n",
    "half-typed": "secrets:\n- name: a\n  value: {it}",
    "half-typed, quoted": "secrets:\n- name: a\n  value: '{it}",
    "wrong line": "secrets:\n- name: a\n  value: b: {it}\n",
    "tab": "secrets:\n- name: a\n\tvalue: {it}\n",
    "no blank": "secrets:\n- name: a\n  value:{it}\n",
    "list": "secrets:\n- name: a\n  value: [{it}]\n",
    "comment": "secrets:\n- name: a\n  value: b # value: {it}\n",
    "commented out": "#secrets:\n#- name: a\n#  value: {it}\n",
    "as Kubernetes has it": "stringData:\n  a: {it}\n",
    "unused, in quotes": "secrets:\n- name: unused\n  value: '{it}'\n",
    "pair": "secrets:\n- a={it}\n",
}
"""What a component says of its own secrets."""

ODD_PLACES: Mapping[str, str] = {
    "type": "componentType: {it}\nversion: v1\nmetadata: []\n",
    "type, half": "componentType: state.redis {it}\nversion: v1\nmetadata: []\n",
    "version": "componentType: state.redis\nversion: {it}\nmetadata: []\n",
    "a plain field": (
        "componentType: state.redis\nversion: v1\nmetadata:\n- name: redisHost\n  value: {it}\n"
    ),
    "a number": (
        "componentType: state.redis\nversion: v1\nmetadata:\n- name: maxRetries\n  value: {it}\n"
    ),
    "a flag": (
        "componentType: state.redis\nversion: v1\nmetadata:\n- name: enableTLS\n  value: {it}\n"
    ),
    "a name": "componentType: state.redis\nversion: v1\nmetadata:\n- name: {it}\n  value: a\n",
    "an item": "componentType: state.redis\nversion: v1\nmetadata:\n- {it}\n",
    "metadata": "componentType: state.redis\nversion: v1\nmetadata: {it}\n",
    "an unknown field": (
        "componentType: state.redis\nversion: v1\nmetadata:\n- name: nonsense\n  value: {it}\n"
    ),
    "scope": "componentType: state.redis\nversion: v1\nmetadata: []\nscopes:\n- {it}\n",
    "scopes": "componentType: state.redis\nversion: v1\nmetadata: []\nscopes: {it}\n",
    "two scopes": "componentType: state.redis\nversion: v1\nmetadata: []\nscopes: [{it}, {it}]\n",
    "store": "componentType: state.redis\nversion: v1\nmetadata: []\nsecretStoreComponent: {it}\n",
    "time": "componentType: state.redis\nversion: v1\nmetadata: []\ninitTimeout: {it}\n",
    "errors": "componentType: state.redis\nversion: v1\nmetadata: []\nignoreErrors: {it}\n",
    "key": "componentType: state.redis\nversion: v1\nmetadata: []\n'{it}': a\n",
    "unknown key": "componentType: state.redis\nversion: v1\nmetadata: []\nnonsense: {it}\n",
    "line": "componentType: state.redis\nversion: v1\nmetadata: []\n{it}\n",
    "reference": (
        "componentType: state.redis\nversion: v1\nmetadata:\n"
        "- name: redisPassword\n  secretRef: {it}\n"
    ),
    "secret's name": (
        "componentType: state.redis\nversion: v1\nmetadata: []\n"
        "secrets:\n- name: {it}\n  value: a\n"
    ),
    "secret's vault": (
        "componentType: state.redis\nversion: v1\nmetadata: []\nsecrets:\n"
        "- name: a\n  keyVaultUrl: {it}\n  identity: {it}\n"
    ),
    "comment": "componentType: state.redis\nversion: v1\nmetadata: []\n# {it}\n",
    "name in a comment": (
        "# daprls: name={it}\ncomponentType: state.redis\nversion: v1\nmetadata: []\n"
    ),
    "ignored": (
        "componentType: state.redis # daprls: ignore[{it}] {it}\nversion: v1\nmetadata: []\n"
    ),
    "component's name": (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {it}\n"
        "spec:\n  type: state.redis\n  version: v1\n  metadata: []\n"
    ),
    "namespace": (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n  namespace: {it}\n"
        "spec:\n  type: state.redis\n  version: v1\n  metadata: []\nauth:\n  secretStore: {it}\n"
    ),
    "kind": "apiVersion: dapr.io/v1alpha1\nkind: {it}\nmetadata:\n  name: a\nspec: {it}\n",
    "version of the interface": (
        "apiVersion: dapr.io/{it}\nkind: Component\nmetadata:\n  name: a\n"
        "spec:\n  type: state.redis\n  version: v1\n"
    ),
    "annotation": (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n"
        "  annotations: {{a: {it}}}\nspec:\n  type: state.redis\n  version: v1\n"
    ),
    "header": (
        "apiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\nmetadata:\n  name: a\nspec:\n"
        "  baseUrl: {it}\n  headers:\n  - name: Authorization\n    value: {it}\n"
        "  - name: X-Key\n    secretKeyRef: {{name: {it}, key: {it}}}\nscopes: [{it}]\n"
    ),
    "tracing": (
        "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: a\nspec:\n"
        "  tracing:\n    otel:\n      endpointAddress: {it}\n      headers: authorization={it}\n"
        "  secrets:\n    scopes:\n    - storeName: {it}\n      allowedSecrets: [{it}]\n"
        "  httpPipeline:\n    handlers:\n    - name: {it}\n      type: {it}\n"
    ),
    "subscription": (
        "apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata:\n  name: {it}\nspec:\n"
        "  topic: {it}\n  pubsubname: {it}\n  routes: {{default: {it}}}\n"
        "  metadata: {{rawPayload: {it}}}\nscopes: [{it}]\n"
    ),
    "resiliency": (
        "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata:\n  name: {it}\nspec:\n"
        "  policies: {{retries: {{'{it}': {{policy: {it}}}}}}}\n"
        "  targets:\n    components: {{'{it}': {{outbound: {{retry: {it}}}}}}}\n"
        "    apps: {{'{it}': {{retry: {it}}}}}\n"
    ),
}
"""Texts with a credential where none belongs."""

_STORE = (
    "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: vault\n"
    "spec:\n  type: secretstores.{type}\n  version: v1\n  metadata:\n{items}"
)
_USER = (
    "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: cache\n"
    "spec:\n  type: state.redis\n  version: v1\n  metadata:\n"
    "  - name: redisHost\n    value: cache:6379\n"
    "  - name: redisPassword\n    secretKeyRef:\n      name: {name}\n      key: {key}\n"
    "auth:\n  secretStore: {store}\nscopes: [cart]\n"
)
_FILE = "  - name: secretsFile\n    value: secrets.json\n"
_VARIABLES = "  - name: prefix\n    value: ''\n"

FILE_WAYS: Mapping[str, tuple[str, str, str]] = {
    "json": ("secrets.json", '{{"a": "{it}", "b": {{"c": ["{it}"]}}}}', "local.file"),
    "json, half-typed": ("secrets.json", '{{"a": "{it}', "local.file"),
    "json, broken": ("secrets.json", '{{"a": {it}, b: "{it}"\n{it}', "local.file"),
    "json, a text": ("secrets.json", '"{it}"', "local.file"),
    "json, commented": ("secrets.json", '{{ // {it}\n"a": /* {it} */ "b"}}', "local.file"),
    "yaml": ("secrets.yaml", "a: {it}\npassword: {it}\n", "local.file"),
    "env": (".env", "A={it}\nexport B='{it}'\n# C={it}\n{it}\n", "local.env"),
    "env of a stage": ("prod.env", "PASSWORD={it}\n", "local.env"),
    "Secret": (
        "secret.yaml",
        (
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: redis}}\ndata:\n  a: {coded}\n"
            "stringData:\n  b: {it}\n  c: |\n    {it}\n"
        ),
        "kubernetes",
    ),
    "Secret with a mistake": (
        "secret.yaml",
        (
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: redis}}\ndata:\n  a: {coded}: b\n"
            "stringData:\n\tb: {it}\n{it}\n"
        ),
        "kubernetes",
    ),
    "Secret beside a component": (
        "secret.yaml",
        (
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: redis}}\ndata:\n  a: {coded}\n---\n"
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {{name: other}}\n"
            "spec: {{type: state.redis, version: v1, "
            "metadata: [{{name: redisPasword, value: {it}}}]}}\n"
        ),
        "kubernetes",
    ),
    "Secrets in a list": (
        "secret.yaml",
        (
            "apiVersion: v1\nkind: List\nitems:\n- kind: Secret\n  metadata: {{name: redis}}\n"
            "  data: {{a: {coded}}}\n"
        ),
        "kubernetes",
    ),
    "sealed by hand": (
        "deployment.yaml",
        (
            "kind: Deployment\nmetadata: {{name: cart}}\nspec:\n  template:\n    metadata:\n"
            "      annotations: {{dapr.io/enabled: 'true', dapr.io/app-id: cart, "
            "dapr.io/env: 'PASSWORD={it}', dapr.io/api-token-secret: '{key}'}}\n"
            "    spec:\n      containers:\n      - env:\n        - name: REDIS_PASSWORD\n"
            "          value: {it}\n"
        ),
        "kubernetes",
    ),
    "compose": (
        "compose.yaml",
        (
            "services:\n  cart:\n    environment:\n"
            "      - PASSWORD={it}\n      - DAPR_API_TOKEN={it}\n"
            "  cart-dapr:\n    image: daprio/daprd\n    environment: {{REDIS_PASSWORD: {it}}}\n"
            '    command: ["./daprd", "-app-id", "cart", "-api-token", "{it}"]\n'
        ),
        "local.env",
    ),
    "multi-app run": (
        "dapr.yaml",
        (
            "version: 1\ncommon:\n  env: {{PASSWORD: {it}}}\napps:\n- appID: cart\n"
            "  env: {{API_KEY: {it}}}\n  command: [python3, cart.py, --password, {it}]\n"
        ),
        "local.env",
    ),
    "script": (
        "deploy.sh",
        (
            "PASSWORD={it}\n"
            'az containerapp create -n cart --dapr-app-id cart --secrets "key={it}"\n'
            "kubectl create secret generic redis --from-literal=password={it}\n"
            "dapr run --app-id cart -- python3 cart.py --password {it}\n"
        ),
        "local.env",
    ),
    "container app": (
        "app.yaml",
        (
            "properties:\n  configuration:\n    dapr: {{enabled: true, appId: cart}}\n"
            "    secrets:\n    - name: a\n      value: {it}\n"
            "  template:\n    containers:\n    - env:\n"
            "      - name: PASSWORD\n        value: {it}\n"
        ),
        "local.env",
    ),
    "Bicep": (
        "main.bicep",
        (
            "@secure()\nparam password string = '{it}'\n"
            "resource store 'Microsoft.App/managedEnvironments/daprComponents@2024-03-01' = {{\n"
            "  name: 'cache'\n  properties: {{\n"
            "    componentType: 'state.redis'\n    version: 'v1'\n"
            "    secrets: [ {{ name: 'a', value: '{it}' }} ]\n"
            "    metadata: [ {{ name: 'redisPassword', value: '{it}' }} ]\n    scopes: [ 'cart' ]\n"
            "  }}\n}}\n"
        ),
        "local.env",
    ),
    "Bicep's parameters": (
        "main.bicepparam",
        "using 'main.bicep'\nparam password = '{it}'\nparam appId = 'cart' // dapr {it}\n",
        "local.env",
    ),
    "Terraform": (
        "main.tf",
        (
            'variable "password" {{\n  default = "{it}"\n}}\n'
            'resource "azurerm_container_app_environment_dapr_component" "cache" {{\n'
            '  name = "cache"\n  component_type = "state.redis"\n  version = "v1"\n'
            '  secret {{\n    name = "a"\n    value = "{it}"\n  }}\n'
            '  metadata {{\n    name = "redisPassword"\n    value = "{it}"\n  }}\n'
            '  scopes = ["cart"]\n}}\n'
        ),
        "local.env",
    ),
    "template": (
        "main.json",
        (
            '{{"resources": [{{"type": "Microsoft.App/managedEnvironments/daprComponents", "name": '
            '"env/cache", "properties": {{"componentType": "state.redis", '
            '"secrets": [{{"name": "a", "value": "{it}"}}], '
            '"metadata": [{{"name": "redisPassword", "value": "{it}"}}]}}}}]}}\n'
        ),
        "local.env",
    ),
    "parameters": (
        "main.parameters.json",
        '{{"parameters": {{"password": {{"value": "{it}"}}, "daprAppId": {{"value": "cart"}}}}}}\n',
        "local.env",
    ),
    "values of a chart": (
        "values.yaml",
        "dapr:\n  appId: cart\n  password: {it}\nredis:\n  auth: {{password: {it}}}\n",
        "kubernetes",
    ),
    "settings": ("daprls.toml", "# password: {it}\n[components]\n'{it}' = [\n", "local.env"),
    "a project's settings": (
        "pyproject.toml",
        "[tool.daprls]\nignore = ['missing-scopes']\n[tool.other]\ntoken = '{it}\n",
        "local.env",
    ),
}
"""Files beside components: a name, a text, and the secret store that a component here uses."""


@dataclass(frozen=True)
class Planted:
    """A workspace that holds secrets."""

    place: str
    """Says where they stand."""
    files: Mapping[str, str]
    focus: str = MAIN
    """The file that everything is asked of."""
    words: tuple[str, ...] = field(default=())
    """Texts that a person may hand in for an explanation or a search."""


def _aca(type_: str, version: str, items: str, more: str = "") -> str:
    return f"componentType: {type_}\nversion: {version}\nmetadata:\n{items}{more}"


def _oss(type_: str, version: str, items: str, more: str = "") -> str:
    inner = "".join(f"  {line}" for line in items.splitlines(keepends=True))
    return (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: shop\n"
        f"spec:\n  type: {type_}\n  version: {version}\n  metadata:\n{inner}{more}"
    )


def _item(way: str, name: str, secret: str) -> str:
    return FIELD_WAYS[way].format(
        name=name,
        upper=name.upper(),
        typo=name[:-2] + name[-1:] + name[-2:-1] if len(name) > 3 else name,
        doubled=name[:2] + name[1:],
        it=secret,
        key=key(secret),
    )


def sensitive_fields() -> Iterator[tuple[str, str, str]]:
    """The type, version and name of every field that is there for a secret."""
    for type_ in catalog().types:
        known = catalog().find(type_)
        assert known is not None
        for each in known.fields:
            if each.sensitive:
                yield type_, known.version, each.name


def in_fields(*, every: bool = False) -> Iterator[Planted]:
    """A secret in each sensitive field, in a way that takes turns, or in `every` way."""
    ways = list(FIELD_WAYS)
    number = 0
    for index, (type_, version, name) in enumerate(sensitive_fields()):
        for turn, way in enumerate(ways if every else [ways[index % len(ways)]]):
            for write in (_aca, _oss) if every else ((_aca, _oss)[(index // len(ways)) % 2],):
                number += 1
                text = write(type_, version, _item(way, name, word(number)))
                if (index + turn) % 5 == 0:
                    text = text.replace("\n", "\r\n")
                yield Planted(f"{type_} {name}, {way} ({write.__name__})", {MAIN: text})


def in_ways() -> Iterator[Planted]:
    """A secret in every way, in both dialects, next to what else a component has."""
    for number, way in enumerate(FIELD_WAYS):
        items = "- name: redisHost\n  value: cache:6379\n" + _item(
            way, "redisPassword", word(70000 + number)
        )
        for write, more in ((_aca, "scopes: [cart]\n"), (_oss, "scopes: [cart]\n")):
            broken = "half-typed" in way
            text = write("state.redis", "v1", items, "" if broken else more)
            yield Planted(f"{way} ({write.__name__})", {MAIN: text})


def in_secrets() -> Iterator[Planted]:
    """A secret among those that a component defines itself."""
    items = "- name: redisPassword\n  secretRef: a\n"
    for number, (way, form) in enumerate(SECRET_WAYS.items()):
        secret = word(80000 + number)
        more = form.format(it=secret, key=key(secret))
        for write in (_aca, _oss):
            text = write("state.redis", "v1", items, more)
            yield Planted(f"secrets, {way} ({write.__name__})", {MAIN: text})
        wrapped = "properties:\n" + "".join(
            f"  {line}" for line in _aca("state.redis", "v1", items, more).splitlines(keepends=True)
        )
        yield Planted(f"secrets, {way} (exported)", {MAIN: wrapped})


def in_odd_places() -> Iterator[Planted]:
    """A credential where none belongs."""
    number = 60000
    for place, form in ODD_PLACES.items():
        for shape, make in SHAPES.items():
            number += 1
            text = make(word(number))
            # As it is, most are no plain scalars everywhere: quotes make them one.
            shown = form.replace("'{it}'", "{it}").format(it=f'"{text}"')
            yield Planted(f"{place}, {shape}", {MAIN: shown})


def in_files() -> Iterator[Planted]:
    """A secret in files of other kinds, which a component uses or not."""
    for number, (way, (name, form, store)) in enumerate(FILE_WAYS.items()):
        secret = word(90000 + number)
        text = form.format(it=secret, key=key(secret), coded=encoded(secret))
        items = {"local.file": _FILE.replace("secrets.json", name), "local.env": _VARIABLES}
        files = {
            "/app/vault.yaml": _STORE.format(
                type=store, items=items.get(store, "  - name: kubeconfigPath\n    value: a\n")
            ),
            MAIN: _USER.format(name="redis", key="nowhere", store="vault"),
            "/app/other.yaml": _USER.format(name="a", key="a", store="kubernetes"),
            f"/app/{name}": text,
        }
        yield Planted(f"{way}, beside", files)
        if name.endswith(".yaml"):
            yield Planted(f"{way}, itself", files, f"/app/{name}")


ERRORS = (
    (
        "error occurred processing component shop [state.redis/v1]: [INIT_COMPONENT_FAILURE]: "
        "initialization error occurred for shop (state.redis/v1): redis store: error connecting to "
        "redis at {it}: dial tcp: lookup {it}"
    ),
    "ERROR: (DaprComponentInvalid) {it}",
    "couldn't find secret store {it}",
    "failed to get secret from secret store: {it} is not found",
    "yaml: line 3: could not find expected ':' near {it}",
    "unknown field {it} in metadata of component {it}",
    "component {it} is not found",
    "Invalid value: \"{it}\": spec.metadata[0].value must be of type string: '{it}'",
    'time: invalid duration "{it}"',
    "Failed to parse string as JSON: {it} Error detail: Expecting value",
    "azidentity: {it}: AADSTS7000215: Invalid client secret provided {it}",
    "error init pubsub {it}: couldn't find type {it}/v1",
)
"""Errors as they are copied, with a secret in them."""


def everything() -> Iterator[Planted]:
    """One of each kind of place, and each kind of field once."""
    yield from in_ways()
    yield from in_secrets()
    yield from in_odd_places()
    yield from in_files()
    yield from in_errors()
    yield from in_fields()


def in_errors() -> Iterator[Planted]:
    """A secret in an error that a person asks about, where no name of a component stands."""
    files = {MAIN: _aca("state.redis", "v1", "- name: redisHost\n  value: cache:6379\n")}
    number = 50000
    for form in ERRORS:
        for make in SHAPES.values():
            number += 1
            text = form.format(it=make(word(number)))
            yield Planted(f"an error, {text[:40]}", files, words=(text, text.replace("'", '\\"')))
