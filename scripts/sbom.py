"""Writes bills of materials, as CycloneDX: what the extension carries, what the wheel asks for.

That of the extension goes into it, and lists what was built into it (`packed`). With `--wheel FILE`
it is that of a wheel, which carries nothing of others and names what pip is to install. Of the same
commit the same bill is made every time: its number and its time are those of what it describes.
"""

from __future__ import annotations

import argparse
import datetime
import email.parser
import hashlib
import json
import os
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Iterable
from pathlib import Path

from packed import ROOT, Part, parts, required

try:
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model import HashAlgorithm, HashType, Property
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentScope, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL
except ImportError:
    sys.exit("The bill of materials needs cyclonedx-python-lib; 'make setup' brings it along.")

SBOM = ROOT / "bundled" / "sbom.cdx.json"
_HASHES = {"sha256": HashAlgorithm.SHA_256, "sha512": HashAlgorithm.SHA_512}
_LICENCES = LicenseFactory()


def of_extension() -> str:
    """The bill of the packed extension."""
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    root = _root(f"{manifest['publisher']}.{manifest['name']}", manifest["version"])
    packed = parts()
    components = {(part.kind, part.name): _component(part) for part in packed}
    bom = _bom(root, components.values())
    for part in packed:
        asked = [each for (kind, name), each in components.items() if (kind, name) in _needs(part)]
        bom.register_dependency(components[part.kind, part.name], asked)
    direct = {("npm", name) for name in manifest["devDependencies"]}
    direct |= {("pypi", name) for name in _declared(project)}
    bom.register_dependency(root, [each for key, each in components.items() if key in direct])
    return _written(bom)


def of_wheel(wheel: Path) -> str:
    """The bill of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        told = email.parser.Parser().parsestr(archive.read(name).decode())
    root = _root(told["Name"], told["Version"], PackageURL("pypi", None, told["Name"]))
    root.hashes.add(_hash("sha256", hashlib.sha256(wheel.read_bytes()).hexdigest()))
    asked = [_asked(requirement) for requirement in told.get_all("Requires-Dist", [])]
    bom = _bom(root, asked)
    bom.register_dependency(root, asked)
    return _written(bom)


def _needs(part: Part) -> set[tuple[str, str]]:
    return {(part.kind, name) for name in part.needs}


def _declared(project: str) -> set[str]:
    """The packages that the project itself depends on."""
    lines = project.partition("\ndependencies = [")[2].partition("\n]")[0].splitlines()
    return {required(line.strip().strip('",')) for line in lines if line.strip().startswith('"')}


def _root(name: str, version: str, url: PackageURL | None = None) -> Component:
    return Component(
        name=name,
        version=version,
        type=ComponentType.APPLICATION,
        licenses=[_LICENCES.make_from_string("MIT")],
        purl=url and PackageURL(url.type, None, url.name, version),
        bom_ref="daprls",
    )


def _component(part: Part) -> Component:
    group, _, name = part.name.rpartition("/")
    url = PackageURL(part.kind, group or None, name, part.version)
    return Component(
        name=name,
        group=group or None,
        version=part.version,
        licenses=[_LICENCES.make_from_string(part.licence)],
        hashes=[_hash(part.algorithm, part.digest)],
        purl=url,
        bom_ref=url.to_string(),
    )


def _asked(requirement: str) -> Component:
    """What pip installs beside the wheel: which version, pip decides."""
    name = required(requirement)
    said, _, marker = requirement.partition(";")
    url = PackageURL("pypi", None, name)
    condition = [Property(name="daprls:marker", value=marker.strip())] if marker else []
    return Component(
        name=name,
        scope=ComponentScope.OPTIONAL if marker else ComponentScope.REQUIRED,
        purl=url,
        bom_ref=url.to_string(),
        properties=[Property(name="daprls:requirement", value=said.strip()), *condition],
    )


def _hash(algorithm: str, digest: str) -> HashType:
    return HashType(alg=_HASHES[algorithm], content=digest)


def _bom(root: Component, components: Iterable[Component]) -> Bom:
    bom = Bom(components=components)
    bom.metadata.component = root
    bom.metadata.timestamp = _time()
    return bom


def _time() -> datetime.datetime:
    """When what is described was made: said from outside, or that of the last commit."""
    said = (
        os.environ.get("SOURCE_DATE_EPOCH")
        or subprocess.run(
            ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
    )
    seconds = int(said or 0)
    return datetime.datetime.fromtimestamp(seconds, tz=datetime.timezone.utc)


def _written(bom: Bom) -> str:
    """The bill as JSON, under a number that follows from its content."""
    bom.serial_number = uuid.UUID(int=0)
    content = JsonV1Dot6(bom).output_as_string(indent=2)
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_OID, content)
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def main() -> None:
    """Read the command line and do as it says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, metavar="FILE", help="the bill of this wheel")
    parser.add_argument("--output", type=Path, default=SBOM, metavar="FILE")
    wish = parser.parse_args()
    text = of_wheel(wish.wheel) if wish.wheel is not None else of_extension()
    wish.output.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
