#!/usr/bin/env bash
# Runs the tests in real editors: VS Code, in a browser, Neovim, Emacs and Vim. What they need is put
# in place first: VS Code from npm into a cache outside the checkout, the rest by apt-get. Where that
# cannot be done they are left out, and it is said; with CI=true that is a failure.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"

leave_out() {
  echo "The tests in real editors are left out: $1"
  if [ "${CI:-}" = true ]; then
    exit 1
  fi
  exit 0
}

[ "$(uname -sm)" = "Linux x86_64" ] || leave_out "they need Linux on x86-64."

packages=()
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || packages+=(chromium)
command -v nvim > /dev/null || packages+=(neovim)
command -v emacs > /dev/null || packages+=(emacs-nox)
command -v vim > /dev/null || packages+=(vim-nox)
for plugin in elpa-eglot elpa-yaml-mode vim-ale; do
  dpkg -s "$plugin" > /dev/null 2>&1 || packages+=("$plugin")
done
command -v g++ > /dev/null || packages+=(g++)
if [ ${#packages[@]} -gt 0 ]; then
  command -v apt-get > /dev/null || leave_out "there is neither ${packages[*]} nor apt-get."
  [ "$(id -u)" = 0 ] || leave_out "only root can install ${packages[*]}."
  echo "Installing ${packages[*]}."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq --yes --no-install-recommends "${packages[@]}" > /dev/null
fi

cd "$here/vscode"
if [ ! -e node_modules/.ready ] || [ package-lock.json -nt node_modules/.ready ]; then
  npm ci --no-audit --no-fund --loglevel=error
  touch node_modules/.ready
fi
echo "Getting VS Code, unless it is there already."
node install_vscode.mjs > /dev/null
node --test --test-concurrency=1 --test-reporter=./tally.mjs ./*.test.mjs ../editors/*.test.mjs
