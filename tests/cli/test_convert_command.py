"""`daprls convert`: what is printed, what is written, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

from terminals import daprls, everything, texts, written

STATE = """\
# Carts.
componentType: state.redis
version: v1
metadata:
- name: redisHost   # where
  value: shop:6379
- name: redisPassword
  value: hunter2-and-more
"""
RESOURCE = """\
# Carts.
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: carts
spec:
  type: state.redis
  version: v1
  metadata:
  - name: redisHost   # where
    value: shop:6379
  - name: redisPassword
    value: hunter2-and-more
"""


def test_the_result_is_printed_and_secrets_are_masked(tmp_path: Path) -> None:
    written(tmp_path, {"carts.yaml": STATE})
    result = daprls("convert", "--to", "oss", tmp_path)
    assert result.exit_code == 0
    assert result.stdout == RESOURCE.replace("hunter2-and-more", "*" * 16)
    assert "'--output DIR' writes them" in result.stderr
    assert "hunter2" not in everything(result)
    assert texts(tmp_path) == {"carts.yaml": STATE}


def test_files_are_written_into_a_folder(tmp_path: Path) -> None:
    written(tmp_path, {"aca/carts.yaml": STATE.replace("\n", "\r\n")})
    result = daprls("convert", "--to", "oss", "--output", tmp_path / "oss", tmp_path / "aca")
    assert result.exit_code == 0
    assert texts(tmp_path)["oss/carts.yaml"] == RESOURCE.replace("\n", "\r\n")
    back = daprls("convert", "--to", "aca", "--output", tmp_path / "back", tmp_path / "oss")
    assert back.exit_code == 0
    assert texts(tmp_path)["back/carts.yaml"] == "# daprls: name=carts\r\n" + STATE.replace(
        "\n", "\r\n"
    )


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    written(tmp_path, {"carts.yaml": STATE})
    result = daprls("convert", "--to", "oss", "--output", tmp_path, tmp_path)
    assert result.exit_code == 2
    assert "The file exists already." in result.stderr
    assert texts(tmp_path) == {"carts.yaml": STATE}


def test_documents_become_files_of_their_own(tmp_path: Path) -> None:
    both = RESOURCE + "---\n# Orders.\n" + RESOURCE.replace("carts", "orders")
    written(tmp_path, {"all.yaml": both})
    result = daprls("convert", "--to", "aca", "--output", tmp_path / "aca", tmp_path / "all.yaml")
    assert result.exit_code == 0
    assert sorted(texts(tmp_path / "aca")) == ["carts.yaml", "orders.yaml"]
    assert "# Orders." in texts(tmp_path / "aca")["orders.yaml"]


def test_a_template_of_a_secret_comes_along(tmp_path: Path) -> None:
    text = STATE.replace(
        "  value: hunter2-and-more", "  secretRef: pw\nsecrets:\n- name: pw\n  value: hunter2-x"
    )
    written(tmp_path, {"carts.yaml": text})
    result = daprls("convert", "--to", "oss", tmp_path)
    assert result.stdout.count("---\n") == 1
    assert "kind: Secret\n" in result.stdout
    assert "carts.yaml:2: The values of 'secrets' are not taken over" in result.stderr
    assert "hunter2" not in everything(result)


def test_bicep_is_one_file_when_printed_and_one_each_in_a_folder(tmp_path: Path) -> None:
    written(tmp_path, {"in/carts.yaml": STATE, "in/orders.yaml": STATE})
    printed = daprls("convert", "--to", "bicep", tmp_path / "in")
    assert printed.stdout.count("param environmentName string") == 1
    assert printed.stdout.count("= {\n  parent: environment") == 2
    assert "hunter2" not in everything(printed)
    daprls("convert", "--to", "bicep", "--output", tmp_path / "out", tmp_path / "in")
    assert sorted(texts(tmp_path / "out")) == ["carts.bicep", "orders.bicep"]


def test_a_name_is_for_one_component(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": STATE, "b.yaml": STATE})
    assert daprls("convert", "--to", "oss", "--name", "x", tmp_path).exit_code == 2
    named = daprls("convert", "--to", "oss", "--name", "x", tmp_path / "a.yaml")
    assert "  name: x\n" in named.stdout


def test_what_cannot_be_converted_is_said(tmp_path: Path) -> None:
    written(tmp_path, {"lock.yaml": RESOURCE.replace("state.redis", "lock.redis"), "a.yaml": STATE})
    result = daprls("convert", "--to", "aca", tmp_path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "lock.yaml:7 is not converted: " in result.stderr


def test_nothing_to_convert_is_said(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": STATE})
    result = daprls("convert", "--to", "aca", tmp_path)
    assert result.exit_code == 0
    assert "There is nothing to convert." in result.stderr


def test_the_retired_list_is_pointed_to(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": "- name: a\n  type: state.redis\n  version: v1\n"})
    result = daprls("convert", "--to", "oss", tmp_path)
    assert "a.yaml holds a list of components; 'daprls fix --rule" in result.stderr


def test_stdin_is_refused() -> None:
    assert daprls("convert", "--to", "aca", "-", stdin="x").exit_code == 2
