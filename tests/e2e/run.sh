#!/usr/bin/env bash
# Runs the tests in real editors: VS Code, in a browser, Neovim, Emacs and Vim. What they need is put
# in place first: VS Code from npm into a cache outside the checkout, the rest by apt-get. Where that
# cannot be done, what lacks something is left out, and it is said; with CI=true that is a failure.
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
missing=()
lack() {
  missing+=("$1")
  packages+=("$2")
}

[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || lack "VS Code" chromium
command -v g++ > /dev/null || lack "VS Code" g++
command -v nvim > /dev/null || lack Neovim neovim
command -v emacs > /dev/null || lack Emacs emacs-nox
command -v vim > /dev/null || lack Vim vim-nox
for plugin in "Emacs elpa-eglot" "Emacs elpa-yaml-mode" "Vim vim-ale"; do
  dpkg -s "${plugin#* }" > /dev/null 2>&1 || lack "${plugin% *}" "${plugin#* }"
done
if [ ${#packages[@]} -gt 0 ] && command -v apt-get > /dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing ${packages[*]}."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq --yes --no-install-recommends "${packages[@]}" > /dev/null
elif [ ${#packages[@]} -gt 0 ]; then
  why="${packages[*]} is not there, and only root can install it, by apt-get."
  if [ "${CI:-}" = true ] || [[ "${missing[*]}" == *"VS Code"* ]]; then
    leave_out "$why"
  fi
  echo "Some editors are left out: $why"
  export LEFT_OUT="${missing[*]}"
fi

cd "$here/vscode"
if [ ! -e node_modules/.ready ] || [ package-lock.json -nt node_modules/.ready ]; then
  npm ci --no-audit --no-fund --loglevel=error
  touch node_modules/.ready
fi
echo "Getting VS Code, unless it is there already."
node install_vscode.mjs > /dev/null
node --test --test-concurrency=1 --test-reporter=./tally.mjs ./*.test.mjs ../editors/*.test.mjs
