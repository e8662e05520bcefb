#!/bin/sh
# Ends with a clear message where there is no Node that can build and test the extension.
for program in node npm; do
  if ! command -v "$program" > /dev/null; then
    echo "The extension is built with Node 20 or newer and its npm; '$program' is not on the PATH." >&2
    exit 1
  fi
done
major="$(node --version | sed -E 's/^v([0-9]+)\..*/\1/')"
if [ "$major" -lt 20 ]; then
  echo "The extension is built with Node 20 or newer; this is $(node --version)." >&2
  exit 1
fi
