#!/usr/bin/env bash
# Runs the tests in real editors: VS Code, in a browser, and Neovim. What they need is put in place
# first: Chromium and Neovim by apt-get, VS Code from npm into a cache outside the checkout. Where
# that cannot be done they are left out, and it is said; with CI=true that is a failure.
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
node --test --test-concurrency=1 --test-reporter=./tally.mjs ./*.test.mjs ../neovim/*.test.mjs
