"""Connection strings: what they name, and the same without credentials."""

from __future__ import annotations

import time

import pytest

from daprls.model import connection_string
from daprls.model.connection_string import (
    cloud,
    derive,
    hosts,
    part,
    user,
    without_credentials,
    without_postgres_password,
    without_sql_credentials,
)


@pytest.mark.parametrize(
    ("how", "text", "expected"),
    [
        ("endpointHost", "Endpoint=sb://a.servicebus.windows.net/;K=v", "a.servicebus.windows.net"),
        ("endpointHost", "K=v; ENDPOINT = SB://a.b.net:5671/;", "a.b.net"),
        ("endpointHost", "Endpoint=amqps://a.b.net", "a.b.net"),
        ("endpointHost", "MyEndpoint=sb://a.b.net/", None),
        ("endpointHost", "Endpoint=a.b.net", None),
        (
            "accountEndpoint",
            "AccountEndpoint=https://a.b.com:443/;AccountKey=x;",
            "https://a.b.com:443/",
        ),
        ("accountEndpoint", "https://a.b.com:443/", None),
        ("endpointUrl", "Endpoint=https://a.azconfig.io;Id=x;Secret=y", "https://a.azconfig.io"),
        ("endpointUrl", "Endpoint=https://a.azconfig.io/;", "https://a.azconfig.io"),
        ("endpointUrl", "Endpoint=sb://a.b.net/;", None),
        ("entityPath", "Endpoint=sb://a/;EntityPath=orders", "orders"),
        ("entityPath", "Endpoint=sb://a/;EntityPath=;", None),
        ("storageAccount", "AccountName=shop;AccountKey=a==", "shop"),
        ("storageAccount", "BlobEndpoint=https://shop.blob.core.windows.net/;", "shop"),
        ("storageAccount", "QueueEndpoint=https://shop.queue.core.windows.net/", None),
    ],
)
def test_values_are_derived(how: str, text: str, expected: str | None) -> None:
    assert derive(how, text) == expected


def test_a_part_ends_at_its_semicolon_and_may_hold_equals_signs() -> None:
    assert part("A=b==;C=d", "a") == "b=="
    assert part("A=b;C=d", "b") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EndpointSuffix=core.chinacloudapi.cn", "AzureChinaCloud"),
        ("AccountName=a;EndpointSuffix=core.usgovcloudapi.net;", "AzureUSGovernmentCloud"),
        ("Endpoint=sb://a.servicebus.usgovcloudapi.net/", "AzureUSGovernmentCloud"),
        ("https://a.documents.azure.cn:443/", "AzureChinaCloud"),
        ("https://a.openai.azure.us", "AzureUSGovernmentCloud"),
        ("https://a.azure.cnx.com", None),
        ("https://azure.us.example.com", None),
        ("Endpoint=sb://a.servicebus.windows.net/", None),
    ],
)
def test_sovereign_clouds_are_told_by_their_hosts(text: str, expected: str | None) -> None:
    assert cloud(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:6379", ("a",)),
        ("a.b:6380, c:1", ("a.b", "c")),
        ("host=a,b port=1 user=u", ("a", "b")),
        ("hostaddr='10.0.0.1'", ("10.0.0.1",)),
        ("postgres://u:p@a:1,b:2/db", ("a", "b")),
        ("postgres://u:p/w@a.b/db", ("a.b",)),
        ("postgres://a.b?user=c@d", ("a.b",)),
        ("Server=tcp:a.b,1433;User=c@d", ("a.b",)),
        ("Data Source=a\\b; Database=c", ("a",)),
        ("odbc:server={a.b};x=y", ("a.b",)),
        ("sqlserver://sa:p@a.b:1433?x=y", ("a.b",)),
        ("user=u", ()),
        ("", ()),
    ],
)
def test_hosts_are_read_out_of_every_form(text: str, expected: tuple[str, ...]) -> None:
    assert hosts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("host=a user=b", "b"),
        ("user='b c'", "'b c'"),
        ("user=''", None),
        ("postgres://b:c@a", "b"),
        ("postgres://a?user=b", "b"),
        ("postgres://:c@a", None),
        ("no string", None),
    ],
)
def test_the_user_of_a_postgres_string(text: str, expected: str | None) -> None:
    assert user(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("password=p", ""),
        ("password=p host=a", "host=a"),
        ("host=a password=p", "host=a"),
        ("host=a  password = 'p q'  user=b", "host=a  user=b"),
        ("host=a PASSWORD=p user=b", "host=a user=b"),
        ("host=a password= user=b", "host=a"),
        ("host=a password=it's user=b", "host=a user=b"),
        ("host=a password={{ .Values.pg }} user=b", "host=a user=b"),
        ("host=a password=<the password> user=b", "host=a user=b"),
        ("host=a\npassword=p\n", "host=a\n"),
        ("host=a sslpassword=x user=b", "host=a sslpassword=x user=b"),
        ("application_name='a password=b' host=a", "application_name='a password=b' host=a"),
        ("host=a password=p q", None),
        ("host=a password='open", None),
        ("host a", None),
        ("postgres://a:p@b", "postgres://a@b"),
        ("postgres://:p@b", "postgres://b"),
        ("postgres://a@b/c?password=p", "postgres://a@b/c"),
        ("postgres://a@b/c?password=p&x=y#f", "postgres://a@b/c?x=y#f"),
        ("postgres://a@b/c?", "postgres://a@b/c?"),
        ("postgres://a:{{ p/q }}@b/c", "postgres://a@b/c"),
        ("postgres://a:p?q@b/c", None),
        ("postgres://a:p#q@b/c", None),
        ("postgres://a:pq", None),
        ("postgres://[::1]:5432/c", "postgres://[::1]:5432/c"),
        ("postgres://${HOST}:${PORT}/c", "postgres://${HOST}:${PORT}/c"),
    ],
)
def test_postgres_strings_without_a_password(text: str, expected: str | None) -> None:
    assert without_postgres_password(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Server=a;User Id=b;Password=c", "Server=a"),
        ("Server=a;User Id=b;Password=c;", "Server=a;"),
        ("User=b;Pwd=c;Server=a;Encrypt=true", "Server=a;Encrypt=true"),
        ("Server=a; UserName = b ; Database=d", "Server=a; Database=d"),
        ('Server=a;Password="b;c";Database=d', "Server=a;Database=d"),
        ("Server=a;Password='b'c';Database=d", "Server=a;Database=d"),
        ("odbc:server=a;uid=b;pwd={c};}};d};database=e", "odbc:server=a;database=e"),
        ("sqlserver://b:c@a/d?database=e", "sqlserver://a/d?database=e"),
        ("sqlserver://a?password=c", "sqlserver://a"),
        ("sqlserver://a?User%20ID=b&database=e", "sqlserver://a?database=e"),
        ("Server=a;Database=d", "Server=a;Database=d"),
        ("nonsense", None),
        ("", None),
    ],
)
def test_sql_server_strings_without_credentials(text: str, expected: str | None) -> None:
    assert without_sql_credentials(text) == expected


@pytest.mark.parametrize("how", ["dropPostgresPassword", "dropSqlCredentials"])
@pytest.mark.parametrize(
    "text",
    [
        "{{" * 50_000,
        "<" * 50_000,
        "a=" * 50_000,
        "x://" + "${" * 50_000,
        "';" * 50_000,
        "=;" * 9_999,
    ],
)
def test_no_string_takes_long(how: str, text: str) -> None:
    start = time.process_time()
    without_credentials(how, text)
    connection_string.hosts(text)
    connection_string.cloud(text)
    assert time.process_time() - start < 20
