"""What scalars say: YAML 1.1 types as PyYAML gives them, pipeline tokens and placeholders."""

from __future__ import annotations

import datetime
import math

import pytest

from daprls.syntax.parser import parse
from daprls.syntax.scalars import (
    TextClass,
    az_text,
    classify,
    classify_node,
    is_pipeline_token,
    is_placeholder,
    is_placeholder_node,
    plain_value,
    runtime_tags,
)
from daprls.syntax.tree import Mapping, Node, Scalar

WORDS = """
    ~ null Null NULL nUll n y N Y yes Yes YES yEs no on On off OFF true TRUE tRue False Tr
    0 -0 +0 00 7 -7 +7 0012 -0012 08 0o17 0x1F -0xff 0X1F 0b101 0b_ 0x_ 0_ _1 1_000 1__0 0x 0b
    1_000.5 100_ 1:30 12:30:45 -1:30 1:60 01:30 1:3:5:7 190:20:30.15 1:30. 1_0:30 20240101
    1. 1.50 -1.5 +1.5 .5 -.5 +.5 1e3 1.e+3 1.0e3 1.5e-3 1._5 .inf -.inf +.Inf .INF .nan .NaN -.nan
    . + .. -. 1.2.3 2024-01-01 2024-1-1 2024-13-45 2024-01-01T10:00:00Z 2024-01-01T10:00
    2024-01-01T10:00:00-05:30 2024-01-01t1:00:00.1234567 2024-01-01T10:00:00+99:00
    = << < == v1 5s 10m localhost:6379 1,000 0.0.0.0 é \U0001f600 nullable yesterday
    123456789012345678901234567890
"""
PLAIN_VALUES = [
    *WORDS.split(),
    *("2024-01-01 10:00:00", "2024-01-01 10:00:00.5 +2", "2024-01-01 10:00:00.", "a b", "9" * 5000),
]


def scalar_of(text: str) -> Scalar:
    root = parse(text).documents[0].root
    assert isinstance(root, Mapping)
    value = root.get("v")
    assert isinstance(value, Scalar)
    return value


def node_of(value: str) -> Node:
    root = parse(f"v: {value}\n").documents[0].root
    assert isinstance(root, Mapping)
    return root.entries[0].value


@pytest.mark.parametrize("source", PLAIN_VALUES)
def test_a_plain_value_is_what_pyyaml_makes_of_it(source: str) -> None:
    yaml = pytest.importorskip("yaml")
    scalar = scalar_of(f"v: {source}\n")
    try:
        expected = yaml.safe_load(f"v: {source}\n")["v"]
    except (yaml.YAMLError, ValueError, OverflowError):
        assert plain_value(scalar) == source
        assert az_text(scalar) is None
        return
    value = plain_value(scalar)
    assert type(value) is type(expected)
    if isinstance(expected, float) and math.isnan(expected):
        assert isinstance(value, float)
        assert math.isnan(value)
    else:
        assert value == expected
        assert str(value) == str(expected)


@pytest.mark.parametrize(
    ("source", "value", "sent"),
    [
        ("6379", 6379, "6379"),
        ("true", True, "True"),
        ("on", True, "True"),
        ("no", False, "False"),
        ("1.50", 1.5, "1.5"),
        ("1.0", 1.0, "1.0"),
        ("0012", 10, "10"),
        ("1:30", 90, "90"),
        ("12:30:45", 45045, "45045"),
        ("1e3", "1e3", "1e3"),
        ("0x1F", 31, "31"),
        ("1_000", 1000, "1000"),
        ("'true'", "true", "true"),
        ('"0012"', "0012", "0012"),
        ("|\n  12\n", "12\n", "12\n"),
        ("~", None, None),
        ("2024-01-01", datetime.date(2024, 1, 1), None),
        ("2024-13-45", "2024-13-45", None),
        (
            "2024-01-01T10:00:00Z",
            datetime.datetime(2024, 1, 1, 10, tzinfo=datetime.timezone.utc),
            "2024-01-01 10:00:00+00:00",
        ),
        ("2024-1-1 1:00:00", datetime.datetime(2024, 1, 1, 1), "2024-01-01 01:00:00"),
        ("=", "=", None),
        ("!!str 12", "12", "12"),
        ("!!int '12'", 12, "12"),
        ("!!float 12", 12.0, "12.0"),
        ("!!int twelve", "twelve", None),
        ("! 12", "12", "12"),
        ("!vault 12", "12", None),
    ],
)
def test_az_sends_the_python_text_of_a_value(source: str, value: object, sent: str | None) -> None:
    scalar = scalar_of(f"v: {source}\n")
    assert plain_value(scalar) == value
    assert az_text(scalar) == sent


PIPELINE_TOKENS = [
    *("${REDIS_HOST}", "${REDIS_HOST:-localhost}", "http://${HOST}:${PORT}/health", "$(redisHost)"),
    *("$(Build.BuildId)-x", "#{redisHost}#", "#{Octopus.Environment.Name}", "{{ .Values.host }}"),
    *("{{redisHost}}:6379", "${{ secrets.KEY }}", "{% raw %}", "<%= host %>", "{.host}"),
    *("__REDIS_HOST__", "prefix-__Env__-suffix", "$RANDOM_STRING", "Key=$AZURE_EVENTHUB_KEY"),
    "ENC[AES256_GCM,data:abc,iv:def,tag:ghi,type:str]",
]


@pytest.mark.parametrize("text", PIPELINE_TOKENS)
def test_a_deployment_tools_token_is_a_pipeline_token(text: str) -> None:
    assert classify(text) is TextClass.PIPELINE
    assert is_pipeline_token(text)
    assert not is_placeholder(text)


PLACEHOLDERS = [
    *("[your_keyvault_name]", "[path to the JSON file]", "[true/false]", "[cluster-id].host:9092"),
    *("<your client ID>", "<REPLACE-WITH-URL>", "<host>:<port>", "state.<NAME>", '<"a" or "b">'),
    *(
        "https://<account>.documents.azure.com",
        "<bool>",
        "<<the key>>",
        "YOUR_API_KEY",
        "your-host",
    ),
    *("yourServer", "hf_your_api_key_here", "Your e-mail", "REPLACE_ME", "replaceme", "CHANGE_ME"),
    *("changeme", "change-this", "Endpoint=sb://{Namespace}.servicebus.windows.net/", "{your-key}"),
    *("xxxx", "XXXXXXXX-XXXX-XXXX", "xxx.xxx.net", "...", "abcdef...", "eyJhbGci...6yJV", "a…"),
    *("stgkeyhere", "PUT-KEY-ID-HERE", "someClientIdHere", "TODO", "TODO: fill in", "*****"),
    *("00000000-0000-0000-0000-000000000000", "https://******.example.net", "insert-your-key"),
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n",
]


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_what_is_left_to_fill_in_is_a_placeholder(text: str) -> None:
    assert classify(text) is TextClass.PLACEHOLDER
    assert is_placeholder(text)
    assert not is_pipeline_token(text)


ORDINARY = [
    *("", "localhost:6379", "redis-master.default.svc.cluster.local:6379", "todo-service", "v1"),
    *("todo-app", "TODO-app", "my-todos", "state.redis", "@every 15m", "*/5 * * * *", "0 * * * *"),
    *("Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey=abc=",),
    *("DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=eHl6;EndpointSuffix=a.b",),
    *("host=localhost user=postgres password=example port=5432", "amqp://user:pass@rabbit:5672"),
    *("[]", "{}", "[1, 2]", '["*"]', '["a", "b"]', "[true]", "[::1]:6379", "[fe80::1]:6379"),
    *('{"keys": ["a"]}', '{"a":{"b":{}}}', '[{"column": "id", "type": "int"}]', "{}{}", "{3}"),
    *("^[A-Za-z0-9/._-]+$", "[a-z]+", "^(?P<name>[a-z]{3,})$", "(?<id>x)", "a{2,3}", "[^/]+"),
    *(
        "{appID}-topic",
        "{uuid}",
        "{podName}",
        "{namespace}-x",
        "service-{appid}.default",
        "{app-id}",
    ),
    *("a < b && c > d", "1<2", "x -> y", "event.data.age < 5", "Shop <shop@contoso.com>"),
    *(
        "cohere",
        "elsewhere",
        "vSphere",
        "there",
        "where",
        "atmosphere",
        "/op1/**/a",
        "*.contoso.com",
    ),
    *("./...", "a_b__c", "__init", "price in $", "cost $5", "pa$$word", "100%", "%TEMP%", "#tag"),
    *(
        "yourself",
        "replacement",
        "exchange-media",
        "placeholders2x"[12:],
        "changes",
        "maxxed",
        "xx",
    ),
    *("<p>hello</p>", "<?xml version='1.0'?><a/>", "d34db33f-0000-0000-0000-000000000001", "日本"),
]


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_value_is_not_misjudged(text: str) -> None:
    assert classify(text) is TextClass.ORDINARY


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[your_keyvault_name]", TextClass.PLACEHOLDER),
        ("[APP-ID-1]", TextClass.PLACEHOLDER),
        ("[path to a file]", TextClass.PLACEHOLDER),
        ("[<name>]", TextClass.PLACEHOLDER),
        ("{your-value}", TextClass.PLACEHOLDER),
        ("{{ .Values.x }}", TextClass.PIPELINE),
        ("{{redisHost}}", TextClass.PIPELINE),
        ("{.host}", TextClass.PIPELINE),
        ("[${X}]", TextClass.PIPELINE),
        ("<name>", TextClass.PLACEHOLDER),
        ("{podName}", TextClass.ORDINARY),
        ("{a: 1}", TextClass.ORDINARY),
        ("[a, b]", TextClass.ORDINARY),
        ("[]", TextClass.ORDINARY),
        ("{}", TextClass.ORDINARY),
        ("[6379]", TextClass.ORDINARY),
        ("[true]", TextClass.ORDINARY),
        ("['quoted']", TextClass.ORDINARY),
        ("\n  - block", TextClass.ORDINARY),
        ("\n  key: block", TextClass.ORDINARY),
    ],
)
def test_flow_style_around_one_word_is_judged_as_the_text_it_looks_like(
    source: str, expected: TextClass
) -> None:
    node = node_of(source)
    assert classify_node(node) is expected
    assert is_placeholder_node(node) is (expected is TextClass.PLACEHOLDER)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("{uuid}-{appID}", [("{uuid}", "{uuid}"), ("{appID}", "{appID}")]),
        ("{appId}", [("{appId}", "{appID}")]),
        ("{pod-name}.{NAMESPACE}", [("{pod-name}", "{podName}"), ("{NAMESPACE}", "{namespace}")]),
        ("{Namespace}-orders", [("{Namespace}", "{namespace}")]),
        ("{clientID}", [("{clientID}", None)]),
        ("{Namespace}.servicebus.windows.net", []),
        ("sb://{clientId}", []),
        ("{your-key}", []),
        ('{"group": "{appId}"}', []),
        ("{{appId}}", []),
        ("${appId}", []),
        ("appId", []),
    ],
)
def test_a_tag_of_the_sidecar_is_known_though_it_is_misspelt(
    text: str, tags: list[tuple[str, str | None]]
) -> None:
    assert [(tag.written, tag.meant) for tag in runtime_tags(text)] == tags
    assert all(tag.is_exact is (tag.written == tag.meant) for tag in runtime_tags(text))
    if tags:
        assert classify(text) is TextClass.ORDINARY
