from __future__ import annotations

import time

import pytest

from daprls.model.credentials import (
    Exposure,
    Reach,
    embedded_exposure,
    exposure,
    hosts_in,
    nearest,
    reach_of,
)

# Put together here, so that no search for leaked keys ever finds one in this file.
LONG = "kq7Vd2nX" + "9wTz4bLm" + "8RcJ5hYs"
AZURE_KEY = LONG * 3 + "=="
PEM = "-----BEGIN {} KEY-----\nbm90IGEga2V5\n-----END {} KEY-----\n"


@pytest.mark.parametrize(
    ("host", "reach"),
    [
        ("localhost", Reach.LOOPBACK),
        ("127.0.0.1", Reach.LOOPBACK),
        ("[::1]", Reach.LOOPBACK),
        ("host.docker.internal", Reach.LOOPBACK),
        ("(localdb)", Reach.LOOPBACK),
        ("redis", Reach.INSIDE),
        ("redis-master.default", Reach.INSIDE),
        ("redis.shop", Reach.INSIDE),
        ("redis.shop.svc.cluster.local", Reach.INSIDE),
        ("192.168.1.160", Reach.INSIDE),
        ("10.0.0.4", Reach.INSIDE),
        ("pulsar.example.com", Reach.INSIDE),
        ("SERVER\\SQLEXPRESS", Reach.INSIDE),
        ("bookshop.com", Reach.OUTSIDE),
        ("bookshop.redis.cache.windows.net", Reach.OUTSIDE),
        ("20.30.40.50", Reach.OUTSIDE),
        ("", Reach.UNKNOWN),
        ("no host at all", Reach.UNKNOWN),
    ],
)
def test_a_host_says_how_far_away_it_is(host: str, reach: Reach) -> None:
    assert reach_of(host) is reach


def test_of_several_hosts_this_machine_decides_and_else_the_farthest() -> None:
    assert nearest(["bookshop.com", "localhost"]) is Reach.LOOPBACK
    assert nearest(["redis", "bookshop.com"]) is Reach.OUTSIDE
    assert nearest([]) is Reach.UNKNOWN


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("redis:6379", ["redis"]),
        ("one:9092, two.bookshop.com:9092", ["one", "two.bookshop.com"]),
        ("amqps://user:word@rabbitmq:5671/shop", ["rabbitmq"]),
        ("mongodb://one:27017,two:27017/shop", ["one"]),
        ("bookshop.com", ["bookshop.com"]),
        ("a sentence about hosts", []),
        ("", []),
    ],
)
def test_hosts_are_found_in_urls_and_lists(text: str, hosts: list[str]) -> None:
    assert list(hosts_in(text)) == hosts


@pytest.mark.parametrize(
    "text",
    [
        f"Endpoint=sb://bookshop.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey={AZURE_KEY}",
        f"DefaultEndpointsProtocol=https;AccountName=bookshop;AccountKey={AZURE_KEY};EndpointSuffix=core.windows.net",
        f"HostName=bookshop.azure-devices.net;SharedAccessKeyName=a;SharedAccessKey={AZURE_KEY}",
        f"https://bookshop.blob.core.windows.net/invoices?sv=2024-01-01&sig={LONG}%3D",
        PEM.format("PRIVATE", "PRIVATE"),
        PEM.format("RSA PRIVATE", "RSA PRIVATE").replace("\n", "\\n"),
        '{"type": "service_account", "private_key": "' + PEM.format("PRIVATE", "PRIVATE") + '"}',
        "amqps://shop:Kettle-Thund3r@broker.bookshop.com:5671/",
        "mongodb+srv://shop:Kettle-Thund3r@cluster.bookshop.com/carts",
        "shop:Kettle-Thund3r@tcp(mysql.bookshop.com:3306)/carts",
        "host=db.bookshop.com user=shop password='Kettle-Thund3r' sslmode=require",
        "Server=tcp:bookshop.database.windows.net,1433;User Id=shop;Password=Kettle-Thund3r;",
        "sqlserver://shop:Kettle-Thund3r@bookshop.database.windows.net:1433?database=carts",
    ],
)
def test_a_real_credential_is_known_by_its_form_alone(text: str) -> None:
    assert embedded_exposure(text) is Exposure.REAL
    assert exposure(text) is Exposure.REAL


@pytest.mark.parametrize(
    "text",
    [
        "amqp://guest:guest@rabbitmq:5672",
        "amqp://shop:Kettle-Thund3r@localhost:5672",
        "host=localhost user=postgres password=example port=5432",
        "host=postgres user=postgres password=Kettle-Thund3r",
        "server=localhost;user id=sa;password=Pass@Word1;port=1433;",
        "root:my-secret@tcp(mysql.bookshop.com:3306)/",
    ],
)
def test_a_credential_for_this_machine_a_cluster_or_with_a_word_for_a_password_is_a_lesser_one(
    text: str,
) -> None:
    assert embedded_exposure(text) is Exposure.DEVELOPMENT
    assert exposure(text) is Exposure.DEVELOPMENT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "amqps://broker.bookshop.com:5671",
        "amqp://shop@broker.bookshop.com",
        "tcp://localhost:1883",
        "localhost:6650",
        "one:9092,two:9092",
        "pulsar.bookshop.com",
        "host=localhost user=root port=26257 sslmode=disable",
        "Server=bookshop.database.windows.net;Authentication=Active Directory Default",
        "Endpoint=https://bookshop.service.signalr.net;AuthType=aad;Version=1.0;",
        "mysql.bookshop.com:3306",
        PEM.format("PUBLIC", "PUBLIC"),
        "-----BEGIN CERTIFICATE-----\nbm90IGEga2V5\n-----END CERTIFICATE-----",
        "/etc/certificates/tls.key",
        "./private.key",
        "C:\\certificates\\shop.pfx",
        "client.pem",
        "AWS_SECRET_KEY",
        "the key of our account",
        "UseDevelopmentStorage=true",
        "Endpoint=sb://localhost;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;",
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=abc;",
        "package http\n\nallow {\n  password = input.request.password\n}\n",
    ],
)
def test_what_opens_nothing_gives_nothing_away(text: str) -> None:
    assert exposure(text) is Exposure.NONE
    assert embedded_exposure(text) is Exposure.NONE


@pytest.mark.parametrize(
    "text", ["A1b2" * 30000, "k='" + "x" * 50000, "a=b " * 20000, "a:b@(" * 9000]
)
def test_a_very_long_text_is_judged_at_once(text: str) -> None:
    started = time.process_time()
    exposure(text)
    assert time.process_time() - started < 20


def test_a_bare_word_is_a_credential_only_in_a_field_for_one() -> None:
    assert embedded_exposure("Kettle-Thund3r") is Exposure.NONE
    assert exposure("Kettle-Thund3r") is Exposure.DEVELOPMENT


def test_a_short_password_counts_by_the_host_that_it_is_for() -> None:
    assert exposure("Kettle-Thund3r", Reach.OUTSIDE) is Exposure.REAL
    assert exposure("Kettle-Thund3r", Reach.INSIDE) is Exposure.DEVELOPMENT
    assert exposure("Kettle-Thund3r", Reach.LOOPBACK) is Exposure.DEVELOPMENT


def test_a_long_mixed_string_is_real_but_on_this_machine() -> None:
    assert exposure(LONG) is Exposure.REAL
    assert exposure(LONG, Reach.INSIDE) is Exposure.REAL
    assert exposure(LONG, Reach.LOOPBACK) is Exposure.DEVELOPMENT


@pytest.mark.parametrize(
    "word",
    [
        "guest",
        "MyPassword",
        "Pass@Word1",
        "P@ssw0rd",
        "my-super-secret-auth-token",
        "vault-dev-root-token-id",
        "fakeSecretAccessKey",
        "minioadmin",
        "123456",
        "1234567890abcdef",
    ],
)
def test_a_word_that_everybody_tries_first_is_never_a_real_one(word: str) -> None:
    assert exposure(word, Reach.OUTSIDE) is Exposure.DEVELOPMENT
