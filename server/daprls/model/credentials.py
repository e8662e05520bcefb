"""How much a text gives away: nothing, a credential for development, or a real one.

Only the form is looked at, no credential is ever tried. This is a judgement for people who want
few and right findings; what must be masked is decided more strictly in `daprls.model.secrecy`.
Whether a text is a value at all has to be asked before (`daprls.syntax.scalars`).
"""

from __future__ import annotations

import ipaddress
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Exposure(IntEnum):
    """What a text gives away; a greater value is worse."""

    NONE = 0
    """No credential, or one that everybody knows (an emulator's)."""
    DEVELOPMENT = 1
    """A credential that opens little: a well-known word, or one for this machine or cluster."""
    REAL = 2
    """A credential that probably opens something."""


class Reach(IntEnum):
    """How far away the service is that a credential is for."""

    UNKNOWN = 0
    LOOPBACK = 1
    """This machine."""
    INSIDE = 2
    """A container, a cluster or a private network."""
    OUTSIDE = 3
    """A host with a public name."""


_LOOPBACK = re.compile(
    r"localhost|.*\.localhost|0\.0\.0\.0|\(local(?:db)?\).*|host\.docker\.internal|\.|"
    r"docker\.for\.(?:mac|win)\..*|host\.containers\.internal",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r".*\.(?:svc|default|local|internal|lan|home|test|example|invalid|localdomain|cluster)"
    r"|(?:.*\.)?(?:example|domain)\.(?:com|net|org)|host\.domain",
    re.IGNORECASE,
)
_COMMON_ENDINGS = _words(
    "ai app at au be biz br ca ch cloud cn co com cz de dev dk edu es eu fi fr gov in info io it jp"
    " kr me mil net nl no online org pl se site tech tv uk us xyz"
)


def reach_of(host: str) -> Reach:
    """How far away `host` (without port) is; `UNKNOWN` where it is no host."""
    host = host.strip().strip("[]").rstrip(".")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        if address.is_loopback or address.is_unspecified:
            return Reach.LOOPBACK
        return Reach.INSIDE if address.is_private else Reach.OUTSIDE
    if _LOOPBACK.fullmatch(host):
        return Reach.LOOPBACK
    if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)*(?:\\[\w$-]+)?", host):
        return Reach.UNKNOWN
    labels = host.split("\\")[0].split(".")
    if len(labels) == 1 or _INSIDE.fullmatch(host):
        return Reach.INSIDE
    # `redis.shop` is a service in a namespace, `redis.shop.com` is not.
    if len(labels) == 2 and labels[-1].lower() not in _COMMON_ENDINGS:
        return Reach.INSIDE
    return Reach.OUTSIDE


_URL = re.compile(
    r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,40}://(?:(?P<user>[^/\s:@]*)(?::(?P<secret>[^/\s]*?))?@)?"
    r"(?P<host>\[[0-9a-f:]+\]|[^/\s:,?#@]*)",
    re.IGNORECASE,
)
_HOST_LIST = re.compile(r"\s*[\w.-]+:\d{1,5}\s*(?:,\s*[\w.-]+(?::\d{1,5})?\s*)*")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[\w-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")


def hosts_in(text: str) -> Iterator[str]:
    """The hosts that a text names: in URLs, `host:port` lists, or as the whole of it."""
    urls = [match["host"] for match in _URL.finditer(text)]
    if urls:
        yield from urls
    elif _HOST_LIST.fullmatch(text):
        for part in text.split(","):
            yield part.strip().partition(":")[0]
    elif re.fullmatch(r"[\w.-]+|\[?[0-9a-fA-F:]+\]?", text.strip()):
        yield text.strip()


def nearest(hosts: Iterable[str]) -> Reach:
    """The reach that several hosts show together: this machine decides, else the farthest one."""
    reaches = {reach_of(host) for host in hosts}
    if Reach.LOOPBACK in reaches:
        return Reach.LOOPBACK
    return max(reaches, default=Reach.UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Credential:
    """The secret part of a text, and whom it is for as far as the text says."""

    secret: str
    hosts: tuple[str, ...] = ()


_EMULATOR = re.compile(
    r"UseDevelopmentStorage\s*=\s*true|UseDevelopmentEmulator\s*=\s*true|devstoreaccount1"
    r"|\bSAS_KEY_VALUE\b|Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50u|C2y6yDjf5/R\+ob0N8A7Cgv30VRDJIWEH",
    re.IGNORECASE,
)
"""Azurite, the emulators of Service Bus, Event Hubs and Cosmos DB: their keys are documented."""
_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----")
_DSN = re.compile(r"(?P<user>[^:@/\s]+):(?P<secret>\S*)@(?:\w+)?\((?P<host>[^()\s]*)\)/?\S*")
_PAIR = re.compile(
    r"(?:(?:\A|;)\s*|(?<=\s))(?P<key>[A-Za-z][A-Za-z _-]{0,40}?)\s*=\s*"
    r"(?P<value>'(?:[^'\\]|\\.)*'|\"[^\"]*\"|[^;\s](?:[^;]*?[^;\s])??|)"
    r"(?=\s*(?:\Z|;)|\s+[A-Za-z][A-Za-z_]{1,40}\s*=)"
)
_SECRET_KEYS = _words(
    "accesskey accountkey apikey clientsecret pass passwd password pwd sastoken secret secretkey"
    " sharedaccesskey sharedaccesssignature token"
)
_HOST_KEYS = _words(
    "accountendpoint addr address addresses blobendpoint datasource endpoint host hostaddr"
    " hostname networkaddress queueendpoint server tableendpoint"
)
_OTHER_KEYS = _words(
    "accountname authtype database dbname defaultendpointsprotocol endpointsuffix entitypath"
    " initialcatalog port sharedaccesskeyname sslmode uid user userid username version"
)
_SIGNATURE = re.compile(r"[?&]sig=([^&\s]+)")


def exposure(text: str, reach: Reach = Reach.UNKNOWN) -> Exposure:
    """What `text` gives away as the value of a field that is there for a secret.

    `reach` is that of the service the secret is for, where the text does not name it itself.
    """
    if not text.strip() or _EMULATOR.search(text):
        return Exposure.NONE
    embedded = _embedded(text)
    if embedded is not None:
        return max((_judge(each, reach) for each in embedded), default=Exposure.NONE)
    if _is_prose(text) or _is_path(text) or _names_a_host(text):
        return Exposure.NONE
    return _judge(_Credential(text.strip()), reach)


def may_carry_credential(text: str) -> bool:
    """Whether a text could have the form of any credential: a glance that never says no wrongly.

    What is called by a name stands behind `=` or `:`, and so does what stands in an address.
    """
    return "=" in text or ":" in text or "-----BEGIN" in text


def embedded_exposure(text: str) -> Exposure:
    """What `text` gives away by its form alone, whatever field it is the value of."""
    if not may_carry_credential(text) or _EMULATOR.search(text):
        return Exposure.NONE
    return max(
        (_judge(each, Reach.UNKNOWN) for each in _embedded(text) or ()), default=Exposure.NONE
    )


def _embedded(text: str) -> tuple[_Credential, ...] | None:
    """The credentials in a private key, a URL or a connection string; `None` for none of these."""
    if "-----BEGIN" in text:
        return (_Credential(text),) if _PRIVATE_KEY.search(text) else ()
    dsn = _DSN.fullmatch(text.strip())
    if dsn is not None:
        return (_Credential(dsn["secret"], (dsn["host"].rpartition(":")[0] or dsn["host"],)),)
    pairs = _pairs(text)
    if pairs:
        hosts = tuple(
            host
            for key, value in pairs
            if key in _HOST_KEYS
            for host in hosts_in(value.removeprefix("tcp:").partition(",")[0])
        )
        return tuple(_Credential(value, hosts) for key, value in pairs if key in _SECRET_KEYS)
    urls = list(_URL.finditer(text))
    if not urls or urls[0].start() > 0:
        return None
    found = [_Credential(url["secret"], (url["host"],)) for url in urls if url["secret"]]
    signature = _SIGNATURE.search(text)
    if signature is not None:
        found.append(_Credential(signature[1], (urls[0]["host"],)))
    return tuple(found)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The parts of a connection string, keys in lower case without blanks; empty if it is none."""
    if "=" not in text or "\n" in text.strip() or text.lstrip().startswith(("{", "[")):
        return ()
    pairs = tuple(
        (re.sub(r"[ _-]", "", match["key"]).lower(), match["value"].strip().strip("'\""))
        for match in _PAIR.finditer(text)
    )
    known = {key for key, _ in pairs} & (_SECRET_KEYS | _HOST_KEYS | _OTHER_KEYS)
    return pairs if known and (len(pairs) > 1 or known & _SECRET_KEYS) else ()


def _judge(credential: _Credential, reach: Reach) -> Exposure:
    secret = credential.secret.strip()
    if _PRIVATE_KEY.search(secret):
        return Exposure.REAL
    if not secret or _is_prose(secret):
        return Exposure.NONE
    if credential.hosts:
        reach = nearest(credential.hosts)
    if reach is Reach.LOOPBACK or _is_well_known(secret):
        return Exposure.DEVELOPMENT
    if reach is Reach.OUTSIDE or _is_random(secret):
        return Exposure.REAL
    return Exposure.DEVELOPMENT


def _is_prose(text: str) -> bool:
    """Whether it is a remark or the name of a variable in place of a value."""
    words = text.split()
    return len(words) > 1 or re.fullmatch(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", text) is not None


def _is_path(text: str) -> bool:
    text = text.strip()
    return (
        re.match(r"(?:\.{0,2}/|~/|[A-Za-z]:[\\/]|file:)[\w.]", text) is not None
        or re.fullmatch(r"[\w./\\-]+\.(?:pem|key|crt|cer|p12|pfx|json|jwk|txt|ya?ml)", text)
        is not None
    )


def _names_a_host(text: str) -> bool:
    text = text.strip()
    return _HOST_LIST.fullmatch(text) is not None or _DOMAIN.fullmatch(text) is not None


def _is_random(text: str) -> bool:
    """Whether it looks drawn by lot: long, without blanks, of mixed characters."""
    if len(text) < 24 or re.search(r"\s", text):
        return False
    classes = sum(
        re.search(pattern, text) is not None
        for pattern in ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]")
    )
    if classes < 2 or re.search("[0-9]", text) is None:
        return False
    counts = Counter(text)
    bits = -sum(count / len(text) * math.log2(count / len(text)) for count in counts.values())
    return bits > 3.2


_WORDS = _words(
    "abc abcd abcde abcdef access account admin any api app auth aws azure bar baz cassandra"
    " change client component connection dapr data database db default demo dev development"
    " docker dummy example fake foo guest hello host id influx is kafka key kubernetes letmein"
    " local master minio mongo mongodb mqtt my mysql name nats no none not null of oracle pass"
    " passphrase passwd password postgres postgresql primary private pulsar pw pwd qwerty"
    " rabbit rabbitmq redis root sa sample sas secret secure server service session shared"
    " signing some sql state static storage store string strong sub super system temp test"
    " testing the this token user username value vault very welcome word world"
)


def _is_well_known(text: str) -> bool:
    """Whether it is made of words that everybody tries first, as `guest` or `Pass@word1`."""
    plain = unicodedata.normalize("NFKC", text)
    spelt = (plain, plain.translate(str.maketrans("@4013$57!", "aaoiessti")))
    return (
        any(_only_words(each) for each in spelt) or re.fullmatch(r"[0-9]{1,23}", text) is not None
    )


def _only_words(text: str) -> bool:
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", text)
    return bool(parts) and all(_is_made_of_words(part.lower()) for part in parts)


def _is_made_of_words(text: str) -> bool:
    """Whether `text` is one word of the list, or several written together."""
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            reached.update(
                end for end in range(start + 1, len(text) + 1) if text[start:end] in _WORDS
            )
    return len(text) in reached
