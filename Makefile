# The two commands: `make run` shows the tool at work, `make test` runs every test. Both set up first.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help

.PHONY: help setup run test e2e pictures editor audit check format catalog rules abilities bench fuzz soak package sbom dist clean

help: ## Say what the targets do
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.ready node_modules/.ready ## Make .venv with daprls in it, and the node modules

.venv/.ready: pyproject.toml
	@command -v $(firstword $(PYTHON)) > /dev/null || \
		{ echo "daprls needs Python 3.10 or newer; '$(PYTHON)' is not there. Set PYTHON=/path/to/python3."; exit 1; }
	$(PYTHON) scripts/require_python.py
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

node_modules/.ready: package.json package-lock.json
	@scripts/require_node.sh
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

run: .venv/.ready ## Lint the examples
	$(BIN)/daprls lint examples --fail-on never

test: setup ## Run every test
	$(MAKE) check
	npm run --silent package
	$(BIN)/python -m pytest -n auto
	tests/e2e/run.sh

e2e: package ## Run the tests in real editors: VS Code, Neovim, Emacs, Vim
	tests/e2e/run.sh

pictures: package ## Take the pictures in the READMEs, in VS Code; look at them before keeping them
	node tests/e2e/vscode/screenshot.mjs

editor: package ## Open the examples in VS Code in the browser
	node tests/e2e/vscode/editor.mjs

audit: setup ## Ask npm and PyPI for known holes in what is packed, look for holes in the workflows
	$(BIN)/python -m pip install --quiet --group audit
	$(BIN)/zizmor --offline --quiet .github action.yml
	npm audit
	npm audit --prefix .github/publish
	$(BIN)/pip-audit --no-deps --disable-pip --strict \
		--requirement requirements-bundle.txt --requirement requirements-release.txt

check: .venv/.ready ## Check formatting, lint and types
	$(BIN)/ruff format --check server tests scripts bench
	$(BIN)/ruff check server tests scripts bench
	$(BIN)/mypy

format: .venv/.ready ## Format the Python code
	$(BIN)/ruff format server tests scripts bench
	$(BIN)/ruff check --fix server tests scripts bench

catalog: .venv/.ready ## Build schemas/catalog from the facts, the snippets and the schemas of component files
	$(BIN)/python scripts/build_catalog.py
	$(BIN)/python scripts/build_snippets.py
	$(BIN)/python scripts/build_component_schemas.py

rules: .venv/.ready ## Build what lists the rules: their index, and the schema of settings
	$(BIN)/python scripts/build_rule_index.py
	$(BIN)/python scripts/build_config_schema.py

abilities: .venv/.ready ## Build what editors are told that the server can do
	$(BIN)/python scripts/build_abilities.py

bench: .venv/.ready ## Measure daprls beside others, and write docs/performance.md (an hour or two)
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python -m bench --page

soak: EDITS ?= 500000
soak: .venv/.ready ## Edit a folder without a pause (EDITS=500000, of two editors), and see that memory stays
	$(BIN)/python tests/unbreakable/soak.py --edits $(EDITS)

fuzz: MINUTES ?= 10
fuzz: .venv/.ready ## Look for what makes the server fail (MINUTES=10 of each of two searches)
	$(BIN)/python -m pip install --quiet --group fuzz
	$(BIN)/python tests/unbreakable/fuzz.py --minutes $(MINUTES)
	$(BIN)/python tests/unbreakable/fuzz.py --minutes $(MINUTES) --guided

package: setup ## Build the .vsix
	npm run package

sbom: package ## Write what the .vsix carries as CycloneDX, and the notices: bundled/*.json, *.txt
	@ls bundled/sbom.cdx.json bundled/THIRD-PARTY-NOTICES.txt

dist: setup ## Build wheel, sdist, .vsix, bills of materials and checksums, twice, into dist/
	$(BIN)/python scripts/release.py --check

clean: ## Remove everything that was made
	rm -rf .venv node_modules client/dist bundled dist build *.vsix
