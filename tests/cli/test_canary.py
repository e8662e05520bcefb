"""A secret's value never appears in what the command line prints, wherever in a file it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from daprls.lint.finding import Layer
from daprls.rules import ALL_RULES
from terminals import daprls, everything, texts, written
from workspaces import catalog

CANARY = "c4n4ryVal0fS3cret"
ACA = "componentType: {type}\nversion: {version}\nmetadata:\n"
OSS = (
    "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n"
    "spec:\n  type: {type}\n  version: {version}\n  metadata:\n"
)
STATE = ACA.format(type="state.azure.cosmosdb", version="v1")
REDIS = ACA.format(type="state.redis", version="v1")

PLACES = {
    "a sensitive field": STATE + f"  - name: masterKey\n    value: {CANARY}\n",
    "an alias of one, in another case": (
        ACA.format(type="state.azure.blobstorage", version="v1")
        + f"  - name: AccountKEY\n    value: {CANARY}\n"
    ),
    "a misspelt name": STATE + f"  - name: masterKye\n    value: {CANARY}\n",
    "a field of a type nobody knows": (
        ACA.format(type="state.nonsense", version="v1") + f"  - name: apiKey\n    value: {CANARY}\n"
    ),
    "a misspelt type": (
        ACA.format(type="state.azure.cosmosdbb", version="v1")
        + f"  - name: masterKey\n    value: {CANARY}\n"
    ),
    "a version nobody knows": (
        ACA.format(type="state.azure.cosmosdb", version="v7")
        + f"  - name: masterKey\n    value: {CANARY}\n"
    ),
    "a secret": STATE + f"secrets:\n  - name: a-B\n    value: {CANARY}\n",
    "a secret with a misspelt key": STATE + f"secrets:\n  - name: a\n    vaule: {CANARY}\n",
    "a secret by its name alone": STATE + f"secrets:\n  - master-key: {CANARY}\n",
    "secrets that are a map": STATE + f"secrets:\n  master-key: {CANARY}\n",
    "secrets at the wrong level": (
        OSS.format(type="state.azure.cosmosdb", version="v1")
        + f"    - name: url\n      value: x\nsecrets:\n  - name: a\n    value: {CANARY}\n"
    ),
    "a secret in another style": STATE + f"Secrets:\n  - Name: a\n    Value: {CANARY}\n",
    "metadata that is a map": STATE.replace("metadata:\n", f"metadata:\n  masterKey: {CANARY}\n"),
    "an item of the short form": STATE + f"  - masterKey: {CANARY}\n",
    "a key at the top": STATE.replace("metadata", f"masterKey: {CANARY}\nmetadata"),
    "a value that is a list": STATE + f"  - name: masterKey\n    value: [{CANARY}]\n",
    "a value that is a map": STATE + f"  - name: masterKey\n    value: {{a: {CANARY}}}\n",
    "a block": STATE + f"  - name: masterKey\n    value: |\n      {CANARY}\n",
    "a folded text": STATE + f'  - name: masterKey\n    value: "a\n      {CANARY}"\n',
    "flow style": "{componentType: state.azure.cosmosdb, version: v1, metadata: "
    f"[{{name: masterKey, value: {CANARY}}}]}}\n",
    "an anchor": STATE + f"  - name: masterKey\n    value: &k {CANARY}\n"
    "  - name: url\n    value: *k\n",
    "a value twice": STATE + f"  - name: masterKey\n    value: {CANARY}\n    value: {CANARY}\n",
    "an item twice": STATE + f"  - name: masterKey\n    value: {CANARY}\n" * 2,
    "a secret twice": STATE + f"secrets:\n  - name: a\n    value: {CANARY}\n" * 2,
    "beside a reference": STATE + f"  - name: masterKey\n    value: {CANARY}\n    secretRef: a\n",
    "a connection string": (
        ACA.format(type="pubsub.azure.servicebus.queues", version="v1")
        + "  - name: connectionString\n    value: Endpoint=sb://a.servicebus.windows.net/;"
        f"SharedAccessKeyName=a;SharedAccessKey={CANARY}=\n"
    ),
    "a connection string in an odd place": (
        ACA.format(type="pubsub.azure.servicebus.queues", version="v1")
        + "  - name: namespaceName\n    value: Endpoint=sb://a.servicebus.windows.net/;"
        f"SharedAccessKeyName=a;SharedAccessKey={CANARY}=\n"
    ),
    "a connection string as a scope": REDIS + f"scopes:\n  - AccountName=a;AccountKey={CANARY}=\n",
    "an address": (
        ACA.format(type="pubsub.rabbitmq", version="v1")
        + f"  - name: hostname\n    value: amqp://user:{CANARY}@host:5672\n"
    ),
    "a database's connection string": (
        ACA.format(type="state.postgresql", version="v2")
        + "  - name: connectionString\n    value: host=a.postgres.database.azure.com "
        f"user=a password={CANARY} port=5432 database=a\n"
    ),
    "a comment": STATE + f"  - name: masterKee # AccountKey={CANARY}\n    value: a\n",
    "a key in quotes with its value": STATE + f'  - "masterKey: {CANARY}"\n',
    "what is commented out": STATE
    + f"  # - name: masterKey\n  #   value: {CANARY}\n  - name: masterKee\n    value: a\n",
    "a quote that is not closed": STATE + f'  - name: masterKey\n    value: "{CANARY}\n',
    "a text with two colons": STATE + f"  - name: masterKey\n    value: a: {CANARY}\n",
    "a line with a tab": STATE + f"  - name: masterKey\n\tvalue: {CANARY}\n",
    "a colon without a blank": STATE + f"  - name: masterKey\n    value:{CANARY}\n",
    "a dash without a blank": STATE + f"  -name: masterKey\n   value: {CANARY}\n",
    "one line": STATE + f"  - name: masterKey value: {CANARY}\n",
    "a name that holds the value": STATE + f'  - name: "masterKey: {CANARY}"\n',
    "a name that holds a pair": STATE + f"  - name: masterKey={CANARY}\n    value: a\n",
    "a line too deep": STATE + f"  - name: masterKey\n      value: {CANARY}\n",
    "a line not deep enough": STATE + f"  - name: masterKey\n value: {CANARY}\n",
    "a bracket that is not closed": STATE + f"  - {{name: masterKey, value: {CANARY}\nscopes: []\n",
    "a mark of anchors": STATE + f"  - name: masterKey\n    value: &{CANARY}\n",
    "an alias of nothing": STATE + f"  - name: masterKey\n    value: *{CANARY}\n",
    "a sign that YAML keeps": STATE + f"  - name: masterKey\n    value: @{CANARY}\n",
    "a sign that YAML keeps, another": STATE + f"  - name: masterKey\n    value: `{CANARY}\n",
    "a value that begins with a percent sign": STATE
    + f"  - name: masterKey\n    value: %{CANARY}\n",
    "a wrong escape": STATE + f'  - name: masterKey\n    value: "\\q{CANARY}"\n',
    "a tag": STATE + f"  - name: masterKey\n    value: !{CANARY} a\n",
    "the retired list": f"- name: a\n  type: state.azure.cosmosdb\n  version: v1\n  metadata:\n"
    f"    - name: masterKey\n      value: {CANARY}\n",
    "another document": STATE + f"---\nkind: Secret\nstringData:\n  a: {CANARY}\n",
    "a type in the wrong key": f"type: state.azure.cosmosdb\nversion: v1\nmetadata:\n"
    f"  - name: masterKey\n    value: {CANARY}\n",
    "a version under the metadata": STATE + f"  - name: masterKey\n    value: {CANARY}\n"
    "    version: v1\n",
}


EVERY_RULE = [word for rule in ALL_RULES for word in ("--rule", rule.code)]
LINT = (
    ["lint", "--explain", "--statistics"],
    ["lint", "--format", "json"],
    ["lint", "--format", "sarif"],
    ["lint", "--format", "github"],
    ["lint", "--format", "junit"],
)
FIX = (
    ["fix", "--diff"],
    ["fix", "--diff", *EVERY_RULE],
    ["fix", "--diff", *EVERY_RULE, "--allow-placeholders"],
    ["fix", "--diff", "--identity", "system"],
    ["fix", "--diff", "--identity", "user-assigned", "--allow-placeholders"],
)
CONVERT = (
    ["convert", "--to", "aca"],
    ["convert", "--to", "oss"],
    ["convert", "--to", "bicep"],
)


def leaks(folder: Path, *commands: list[str]) -> list[tuple[str, str]]:
    """The lines that hold the secret, of all that the commands print about the folder."""
    return [
        (" ".join(command), line)
        for command in commands
        for line in everything(daprls(*command, folder)).splitlines()
        if CANARY in line
    ]


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A folder with a file for each place that a secret can stand in."""
    for place, text in PLACES.items():
        name = place.replace(" ", "-")
        written(tmp_path, {f"{name}/a.yaml": text, f"{name}/b.yaml": text.replace("\n", "\r\n")})
    return tmp_path


def test_no_output_holds_a_secret_wherever_it_stands(places: Path) -> None:
    before = texts(places)
    assert leaks(places, *LINT, *FIX, *CONVERT) == []
    assert texts(places) == before


@pytest.mark.parametrize("layer", Layer, ids=lambda layer: layer.name)
def test_no_rule_tells_a_secret_that_others_would_have_kept_it_from_seeing(
    layer: Layer, places: Path
) -> None:
    codes = [rule.code for rule in ALL_RULES if rule.layer is layer]
    written(places, {"daprls.toml": f"select = {codes}\n"})
    assert leaks(places, *LINT) == []


def test_no_output_holds_a_secret_of_any_sensitive_field(tmp_path: Path) -> None:
    for type_name in catalog().types:
        known = catalog().find(type_name)
        assert known is not None
        names = [field.name for field in known.fields if field.sensitive]
        for dialect, head in (("aca", ACA), ("oss", OSS)):
            indent = "  " if dialect == "aca" else "    "
            items = "".join(
                f"{indent}- name: {name}\n{indent}  value: {CANARY}\n" for name in names
            )
            text = head.format(type=type_name, version=known.version) + items
            written(tmp_path, {f"{dialect}/{type_name}/a.yaml": text if names else text + "[]\n"})
    assert leaks(tmp_path, *LINT, *FIX[2:], *CONVERT) == []


def test_what_fix_writes_holds_it_and_what_it_prints_does_not(tmp_path: Path) -> None:
    text = STATE + f"  - name: masterKey\n    value: {CANARY}\n"
    written(tmp_path, {"a.yaml": text})
    result = daprls("fix", tmp_path, "--rule", "plaintext-secret")
    assert CANARY not in everything(result)
    assert texts(tmp_path)["a.yaml"] != text
    assert CANARY in texts(tmp_path)["a.yaml"]


def test_what_lint_writes_holds_no_secret_wherever_it_stands(places: Path) -> None:
    reports = places / "reports"
    for output in ("text", "json", "sarif", "github", "junit"):
        daprls("lint", places, "--format", output, "--output", reports / output)
    daprls("lint", places, "--write-baseline", reports / "baseline")
    daprls("lint", places, "--baseline", reports / "baseline", "--output", reports / "new")
    written_texts = texts(reports)
    assert len(written_texts) == 7
    assert [name for name, text in written_texts.items() if CANARY in text] == []


def test_no_fingerprint_depends_on_a_secret(places: Path) -> None:
    """So that nobody can try secrets until one gives the fingerprint that was published."""
    daprls("lint", places, "--write-baseline", places / "before.json")
    for path in places.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(CANARY.encode(), b"d5m5ryWal1fT4dret"))
    daprls("lint", places, "--write-baseline", places / "after.json")
    before, after = places / "before.json", places / "after.json"
    assert before.read_text().splitlines() == after.read_text().splitlines()
