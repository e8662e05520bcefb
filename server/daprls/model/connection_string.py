"""Connection strings as Azure's services and their databases write them.

What a string names can be read out of it, and it can be written again without its credentials,
everything else staying as it is. Whether a value may be judged at all is not asked here: tokens and
placeholders are carried along as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_plus

_TOKEN = (
    r"\{\{.{0,200}?\}\}|<[^<>\r\n]{0,200}>|\$\{[^}]{0,200}\}|\#\{[^}]{0,200}\}\#?|\$\([^)]{0,200}\)"
)
"""What a deployment tool or a person puts in later, be there blanks and slashes in it."""
_URL = re.compile(
    rf"\s*[A-Za-z][A-Za-z0-9+.-]*://(?P<authority>(?:{_TOKEN}|[^/?#\s])*)(?P<rest>.*)", re.DOTALL
)
_KEYWORD = re.compile(
    rf"\s*(?P<key>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*"
    rf"(?P<value>'(?:[^'\\]|\\.)*'|(?!')(?:{_TOKEN}|\\.|[^\s\\])*)(?P<gap>\s*)",
    re.DOTALL,
)
_SQL_PART = re.compile(
    r"""(?P<key>[^=;]*)=\s*
        (?P<value>"(?:[^"]|"")*"(?=\s*(?:;|\Z)) | '(?:[^']|'')*'(?=\s*(?:;|\Z))
                | \{(?:[^}]|\}\})*\}(?=\s*(?:;|\Z)) | [^;]*)\s*(?:;|\Z)
      | [^;]*(?:;|\Z)""",
    re.VERBOSE | re.DOTALL,
)
_SQL_CREDENTIALS = frozenset({"userid", "user", "uid", "username", "password", "pwd"})
_SQL_SERVERS = frozenset({"server", "datasource", "address", "addr", "networkaddress"})
_HOST_WITH_PORT = re.compile(r"(?:tcp:|np:|lpc:)?(?P<host>\[[^\]]*\]|[^:,\\]*).*", re.DOTALL)
_ENDPOINT = re.compile(r"(?:sb|amqps?|https)://([^/;:\s]+)", re.IGNORECASE)
_BLOB = re.compile(r"https?://([^/.:\s]+)\.blob\.", re.IGNORECASE)
_CLOUDS = {
    "AzureChinaCloud": re.compile(r"\.(?:chinacloudapi|azure)\.cn(?![\w.-])", re.IGNORECASE),
    "AzureUSGovernmentCloud": re.compile(
        r"\.(?:usgovcloudapi\.net|azure\.us)(?![\w.-])", re.IGNORECASE
    ),
}
PUBLIC_CLOUD = "AzurePublicCloud"
_PUBLIC_HOST = re.compile(
    r"\.(?:windows\.net|azure\.com|azure\.net|azconfig\.io)(?![\w.-])", re.IGNORECASE
)
_DOMAINS = {
    "AzureChinaCloud": (
        (".servicebus.windows.net", ".servicebus.chinacloudapi.cn"),
        (".database.windows.net", ".database.chinacloudapi.cn"),
        (".postgres.database.azure.com", ".postgres.database.chinacloudapi.cn"),
        (".documents.azure.com", ".documents.azure.cn"),
        (".azconfig.io", ".azconfig.azure.cn"),
    ),
    "AzureUSGovernmentCloud": (
        (".servicebus.windows.net", ".servicebus.usgovcloudapi.net"),
        (".database.windows.net", ".database.usgovcloudapi.net"),
        (".postgres.database.azure.com", ".postgres.database.usgovcloudapi.net"),
        (".documents.azure.com", ".documents.azure.us"),
        (".azconfig.io", ".azconfig.azure.us"),
    ),
}
"""The domains of Azure's services in the public cloud, and in the others."""
_SUFFIXES = {
    "AzureChinaCloud": re.compile(
        r"EndpointSuffix\s*=\s*\.?core\.chinacloudapi\.cn(?![\w.-])", re.IGNORECASE
    ),
    "AzureUSGovernmentCloud": re.compile(
        r"EndpointSuffix\s*=\s*\.?core\.usgovcloudapi\.net(?![\w.-])", re.IGNORECASE
    ),
}


def part(text: str, key: str) -> str | None:
    """The value of `key` in a string of the form `Key=value;Key=value`, case not counting."""
    match = re.search(rf"(?:^|;)\s*{re.escape(key)}\s*=\s*([^;]+)", text, re.IGNORECASE)
    return match[1].strip() or None if match is not None else None


def endpoint_host(text: str) -> str | None:
    """The host of `Endpoint=sb://host/`."""
    match = _ENDPOINT.match(part(text, "Endpoint") or "")
    return match[1] if match is not None else None


def endpoint_url(text: str) -> str | None:
    """The URL of `Endpoint=https://host`, without a slash at its end."""
    url = part(text, "Endpoint")
    if url is None or re.match(r"https?://[^/\s]", url, re.IGNORECASE) is None:
        return None
    return url.rstrip("/")


def account_endpoint(text: str) -> str | None:
    """The URL of `AccountEndpoint=https://host:443/`, by which Cosmos DB names an account."""
    return part(text, "AccountEndpoint")


def entity_path(text: str) -> str | None:
    """The event hub, queue or topic that a string is bound to."""
    return part(text, "EntityPath")


def storage_account(text: str) -> str | None:
    """The storage account by its name or by the host of its blob endpoint."""
    name = part(text, "AccountName")
    if name is not None:
        return name
    match = _BLOB.match(part(text, "BlobEndpoint") or "")
    return match[1] if match is not None else None


_DERIVATIONS: dict[str, Callable[[str], str | None]] = {
    "accountEndpoint": account_endpoint,
    "endpointHost": endpoint_host,
    "endpointUrl": endpoint_url,
    "entityPath": entity_path,
    "storageAccount": storage_account,
}


def derive(how: str, text: str) -> str | None:
    """What a connection string says of a field, by the word for it in `schemas/identity.json`."""
    return _DERIVATIONS[how](text)


def cloud(text: str) -> str | None:
    """The sovereign cloud that a connection string, URL or host belongs to; `None` for public."""
    for patterns in (_SUFFIXES, _CLOUDS):
        for name, pattern in patterns.items():
            if pattern.search(text) is not None:
                return name
    return None


def stated_cloud(text: str) -> str | None:
    """The cloud, the public one included, that a text names a host of; `None` where it names none.

    A host that is neither's, such as one of a private network, belongs to no cloud.
    """
    sovereign = cloud(text)
    if sovereign is None and _PUBLIC_HOST.search(text) is not None:
        return PUBLIC_CLOUD
    return sovereign


def placed(text: str, azure_cloud: str | None) -> str:
    """A text that holds hosts of the public cloud, with those of another cloud instead."""
    for public, other in _DOMAINS.get(azure_cloud or "", ()):
        text = text.replace(public, other)
    return text


def hosts(text: str) -> tuple[str, ...]:
    """Every host that a database's string, a URL or a list of hosts names, without its port."""
    return tuple(host for host in map(_host, _servers(text.strip())) if host)


def _servers(text: str) -> Iterator[str]:
    url = _URL.fullmatch(text)
    if url is not None:
        authority, rest = url["authority"], url["rest"].partition("?")[0]
        if "@" not in authority and "@" in rest:
            authority = rest.rpartition("@")[2].partition("/")[0]
        yield from authority.rpartition("@")[2].split(",")
        return
    if "=" not in text:
        yield from text.split(",")
        return
    keywords = _keywords(text)
    for match in keywords if keywords is not None else ():
        if match["key"].lower() in ("host", "hostaddr"):
            yield from match["value"].strip("'").split(",")
    for match in _SQL_PART.finditer(text.removeprefix("odbc:")):
        if match["key"] is not None and _squeezed(match["key"]) in _SQL_SERVERS:
            yield match["value"].strip("\"'{} ")


def _host(server: str) -> str:
    match = _HOST_WITH_PORT.fullmatch(server.strip())
    return match["host"].strip() if match is not None else ""


def without_credentials(how: str, text: str) -> str | None:
    """The string without its credentials, by the word for it in `schemas/identity.json`.

    `None` where the string cannot be taken apart, so that nothing can be promised of the rest.
    """
    return {
        "dropPostgresPassword": without_postgres_password,
        "dropSqlCredentials": without_sql_credentials,
    }[how](text)


def without_postgres_password(text: str) -> str | None:
    """A PostgreSQL string (`host=… password=…`, or a URL) without its password."""
    url = _URL.fullmatch(text)
    if url is not None:
        return _without_in_url(text, url, frozenset({"password"}), keep_user=True)
    parts = _keywords(text)
    if parts is None:
        return None
    kept = [match for match in parts if match["key"].lower() != "password"]
    if len(kept) == len(parts):
        return text
    rest = "".join(match[0] for match in kept)
    last_went = kept and kept[-1] is not parts[-1]
    return rest.rstrip() + parts[-1]["gap"] if last_went else rest.lstrip()


def without_sql_credentials(text: str) -> str | None:
    """A SQL Server string (ADO, `odbc:`, or a URL) without user and password."""
    url = _URL.fullmatch(text)
    if url is not None:
        return _without_in_url(text, url, _SQL_CREDENTIALS, keep_user=False)
    prefix = "odbc:" if text.startswith("odbc:") else ""
    parts = [match for match in _SQL_PART.finditer(text.removeprefix(prefix)) if match[0]]
    if not any(match["key"] is not None for match in parts):
        return None
    kept: list[str] = []
    dropping = False
    for match in parts:
        if match["key"] is not None:
            dropping = _squeezed(match["key"]) in _SQL_CREDENTIALS
        # Without a key of its own it is the rest of a password with a `;` in it.
        if not (dropping and match[0].strip()):
            kept.append(match[0])
    if len(kept) == len(parts):
        return text
    rest = "".join(kept)
    return prefix + (rest if parts[-1][0].endswith(";") else rest.removesuffix(";"))


def user(text: str) -> str | None:
    """The user that a PostgreSQL string names."""
    url = _URL.fullmatch(text)
    if url is not None:
        name, at, _ = url["authority"].rpartition("@")
        if at and name.partition(":")[0]:
            return name.partition(":")[0]
        return next((value for key, value in _query(url["rest"]) if key == "user" and value), None)
    for match in _keywords(text) or ():
        if match["key"].lower() == "user" and match["value"].strip("'"):
            return match["value"]
    return None


def _without_in_url(
    text: str, url: re.Match[str], keys: frozenset[str], *, keep_user: bool
) -> str | None:
    """A URL without its password, or without all user information, and without these options."""
    userinfo, at, server = url["authority"].rpartition("@")
    if not at and ("@" in url["rest"].partition("?")[0] or _is_cut(server)):
        # A password with an unescaped `/`, `?` or `#` in it: where it ends is anybody's guess.
        return None
    name = userinfo.partition(":")[0] if keep_user else ""
    start = text[: url.start("authority")]
    authority = f"{name}@{server}" if name else server
    path, mark, query = url["rest"].partition("?")
    query, fragment_mark, fragment = query.partition("#")
    options = [each for each in query.split("&") if _squeezed(_name(each)) not in keys]
    mark = mark if options else ""
    return f"{start}{authority}{path}{mark}{'&'.join(options)}{fragment_mark}{fragment}"


def _is_cut(server: str) -> bool:
    """Whether what should be hosts and ports holds something behind a colon that is no port."""
    return any(
        re.search(r":(?!\d*\Z|[$#{<])", re.sub(r"\[[^\]]*\]", "", each)) is not None
        for each in server.split(",")
    )


def _query(rest: str) -> Iterator[tuple[str, str]]:
    for each in rest.partition("?")[2].partition("#")[0].split("&"):
        yield _name(each).lower(), each.partition("=")[2]


def _name(option: str) -> str:
    return unquote_plus(option.partition("=")[0])


def _keywords(text: str) -> list[re.Match[str]] | None:
    """The `key=value` pairs of a PostgreSQL string; `None` where it is not made of them alone."""
    matches: list[re.Match[str]] = []
    at = 0
    while at < len(text):
        match = _KEYWORD.match(text, at)
        if match is None:
            return None
        matches.append(match)
        at = match.end()
    return matches or None


def _squeezed(key: str) -> str:
    return re.sub(r"[\s_]", "", key).lower()
