"""Components of Azure Container Apps as resources of Bicep.

No secret's value is ever written: each becomes a parameter marked as secure. Comments of the YAML
file are not taken over.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from daprls.model.component import Component, MetadataEntry, Secret
from daprls.model.dialect import Dialect, find, find_entry
from daprls.model.names import ACA_COMPONENT, ACA_WORD
from daprls.model.secrecy import secret_spans, secret_texts
from daprls.model.secrets import keeps_own_secrets
from daprls.refactor.bicep_text import Identifiers, Name, Value, property_lines, string
from daprls.refactor.dialect import Refusal, convert, converted_component
from daprls.refactor.layout import legal_name
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import az_text, is_pipeline_token
from daprls.syntax.tree import Missing, Node, Scalar, resolve
from daprls.text import Span

_API_VERSION = "2025-07-01"
"""The version of the resource that azure-cli 2.91.0 uses."""
_OWN = ("environment", "environmentName")
_TRUTHS = ("true", "yes", "on", "1")


@dataclass(frozen=True, slots=True)
class Module:
    """A Bicep file."""

    text: str
    names: tuple[str, ...] = ()
    """What its components are called."""
    notes: tuple[tuple[Component, str], ...] = ()
    """Sentences about what is lost and what has to be done, each with its component."""
    refused: tuple[tuple[Component, str], ...] = ()
    """The components that are not in it, each with the reason as a sentence."""


@dataclass
class _Symbols:
    """The identifiers of a file, and its secure parameters."""

    identifiers: Identifiers
    parameters: dict[str, str] = field(default_factory=dict)
    """The secure parameters, with what each is for."""

    def parameter(self, secret: str, component: str) -> Name:
        """A secure parameter for a secret of a component."""
        name = self.identifiers.new(secret, f"{component} {secret}")
        self.parameters[name] = f"The secret '{secret}' of the component '{component}'."
        return Name(name)


def bicep(snapshot: Snapshot, components: Iterable[Component], name: str | None = None) -> Module:
    """A file with a resource for each component, below an environment that exists.

    `name` is for a single component; each keeps its own otherwise.
    """
    symbols = _Symbols(Identifiers())
    symbols.identifiers.take(_OWN)
    resources: list[str] = []
    names: list[str] = []
    notes: list[tuple[Component, str]] = []
    refused: list[tuple[Component, str]] = []
    for component in components:
        prepared = _for_aca(snapshot, component, name)
        if isinstance(prepared, Refusal):
            refused.append((component, prepared.reason))
            continue
        own, aca, called, sentences = prepared
        names.append(called)
        notes += ((component, sentence) for sentence in (*sentences, *_cautions(own, aca)))
        resources.append("\n".join(_resource(own, aca, called, symbols)))
    text = "\n\n".join([_parameters(symbols), _ENVIRONMENT, *resources]) + "\n" if resources else ""
    return Module(text, tuple(names), tuple(notes), tuple(refused))


def _for_aca(
    snapshot: Snapshot, component: Component, name: str | None
) -> tuple[Snapshot, Component, str, tuple[str, ...]] | Refusal:
    """The component in the dialect of Azure Container Apps, with its name."""
    if component.dialect is Dialect.OSS:
        made = convert(snapshot, component, Dialect.ACA, name)
        if isinstance(made, Refusal):
            return made
        # The parameters ask for these secrets.
        notes = tuple(each for each in made.notes if "has to be filled in:" not in each)
        own, aca = converted_component(snapshot, component, made)
        return own, aca, made.name, notes
    if component.document.problems:
        return Refusal("The document has syntax errors, which have to be corrected first.")
    if component.type is None or not component.type_text:
        return Refusal("The component has no type.")
    called = name or snapshot.name(component).text
    legal = legal_name(called, ACA_COMPONENT)
    if legal is None:
        return Refusal("Nothing is left of the component's name that Azure Container Apps takes.")
    changed = f"The component '{called}' is called '{legal}': a name {ACA_COMPONENT.words}."
    return snapshot, component, legal, (changed,) if legal != called else ()


def _cautions(snapshot: Snapshot, component: Component) -> Iterator[str]:
    texts = secret_texts(snapshot.files[component.path], snapshot.type)
    names = (each.name_text for each in component.metadata)
    if any(_holds(name, texts) for name in (*names, *(each.app_id for each in component.scopes))):
        yield "A name or app ID that holds a secret is left out."
    for name in _renamed(component):
        yield f"The secret '{name}' is called '{_legal(name)}': a name {ACA_WORD.words}."
    for entry in component.metadata:
        if _is_untold(entry):
            yield f"'{entry.name_text}' holds no text; what stands there is written as if it did."
    literals = (each.literal for each in component.metadata if each.literal is not None)
    if any(is_pipeline_token(each.text) for each in literals):
        yield "What a pipeline replaces is plain text to Bicep: make a parameter of it."


_ENVIRONMENT = f"""\
resource environment 'Microsoft.App/managedEnvironments@{_API_VERSION}' existing = {{
  name: environmentName
}}"""


def _parameters(symbols: _Symbols) -> str:
    blocks = ["@description('The environment of Container Apps.')\nparam environmentName string"]
    for name, words in symbols.parameters.items():
        blocks.append(f"@description({string(words)})\n@secure()\nparam {name} string")
    return "\n\n".join(blocks)


def _resource(
    snapshot: Snapshot, component: Component, name: str, symbols: _Symbols
) -> Iterator[str]:
    kind = f"Microsoft.App/managedEnvironments/daprComponents@{_API_VERSION}"
    yield f"resource {symbols.identifiers.new(name, f'{name} component')} '{kind}' = {{"
    yield "  parent: environment"
    yield f"  name: {string(name)}"
    yield from property_lines("properties", _properties(snapshot, component, name, symbols), 2)
    yield "}"


def _properties(
    snapshot: Snapshot, component: Component, name: str, symbols: _Symbols
) -> Mapping[str, Value]:
    body, own = component.body, keeps_own_secrets(component)
    found: dict[str, Value] = {"componentType": component.type_text}
    known = snapshot.type(component)
    version = _text(find(body, "version"))
    found["version"] = version or (known.default_version if known is not None else "v1")
    ignore = _text(find(body, "ignoreErrors"))
    if ignore is not None:
        found["ignoreErrors"] = ignore.lower() in _TRUTHS
    timeout = _text(find(body, "initTimeout"))
    if timeout:
        found["initTimeout"] = timeout
    if component.store is not None:
        found["secretStoreComponent"] = component.store.text
    secrets = [_secret(each, name, symbols) for each in component.secrets if each.name_text]
    file = snapshot.files[component.path]
    spans, texts = secret_spans(file, snapshot.type), secret_texts(file, snapshot.type)
    metadata = [
        _item(
            each, name, file.text, symbols, secrets, hidden=_is_hidden(each, spans, texts), own=own
        )
        for each in component.metadata
        if not _holds(each.name_text, texts)
    ]
    if secrets:
        found["secrets"] = secrets
    found["metadata"] = metadata
    scopes = [scope.app_id for scope in component.scopes if not _holds(scope.app_id, texts)]
    if scopes:
        found["scopes"] = scopes
    return found


def _secret(secret: Secret, name: str, symbols: _Symbols) -> Mapping[str, Value]:
    called = _legal(secret.name_text)
    if secret.key_vault_url is None:
        return {"name": called, "value": symbols.parameter(called, name)}
    found: dict[str, Value] = {
        "name": called,
        "keyVaultUrl": secret.key_vault_url.text,
    }
    if secret.identity is not None:
        found["identity"] = secret.identity.text
    return found


def _item(
    entry: MetadataEntry,
    name: str,
    text: str,
    symbols: _Symbols,
    secrets: list[Mapping[str, Value]],
    *,
    hidden: bool,
    own: bool,
) -> Mapping[str, Value]:
    """An item; a value that may be secret goes to `secrets` where references lead there."""
    if entry.reference is not None:
        source = entry.reference.name.text
        return {"name": entry.name_text, "secretRef": _legal(source) if own else source}
    if not hidden:
        return {"name": entry.name_text, "value": _value(entry, text)}
    secret = _free_name(entry.name_text, {each["name"] for each in secrets})
    parameter = symbols.parameter(secret, name)
    if not own:
        return {"name": entry.name_text, "value": parameter}
    secrets.append({"name": secret, "value": parameter})
    return {"name": entry.name_text, "secretRef": secret}


def _value(entry: MetadataEntry, text: str) -> str:
    """What `az` sends for an item, or the source of what is no text, on one line."""
    if _is_untold(entry):
        assert entry.value is not None
        return " ".join(entry.value.span.of(text).split())
    return _text(entry.value) or ""


def _is_untold(entry: MetadataEntry) -> bool:
    """Whether a map or a list stands where a text belongs."""
    value = resolve(entry.value) if entry.value is not None else None
    is_text = value is None or isinstance(value, Scalar | Missing)
    return entry.reference is None and not is_text


def _renamed(component: Component) -> tuple[str, ...]:
    """The component's own secrets whose names the service does not take."""
    if not keeps_own_secrets(component):
        return ()
    names = (each.name_text for each in component.secrets)
    return tuple(dict.fromkeys(name for name in names if name and _legal(name) != name))


def _legal(name: str) -> str:
    return legal_name(name, ACA_WORD) or name


def _free_name(name: str, taken: Collection[Value]) -> str:
    legal = ACA_WORD.nearest(name) or "secret"
    numbered = (f"{legal}-{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain((legal,), numbered) if each not in taken)


def _is_hidden(entry: MetadataEntry, spans: Iterable[Span], texts: Iterable[str]) -> bool:
    """Whether the value may hold a secret, of its own or one that stands elsewhere too."""
    node = find_entry(entry.item, "value")
    if node is None:
        return False
    return any(span.overlaps(node.value.span) for span in spans) or _holds(
        _text(entry.value) or "", texts
    )


def _holds(text: str, secrets: Iterable[str]) -> bool:
    """Whether a secret stands in a text, be it where none belongs."""
    return any(secret in text for secret in secrets)


def _text(node: Node | None) -> str | None:
    """What `az` sends for a value."""
    node = resolve(node) if node is not None else None
    return az_text(node) if isinstance(node, Scalar) else None
