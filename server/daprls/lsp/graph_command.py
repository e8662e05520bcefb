"""The command `daprls.graph`: who loads what, where secrets come from and what is reached, drawn.

Its argument, which may be left out, is an object:

- `format`: `svg` (the default), `mermaid`, `dot` or `json`;
- `folder`: the address of a folder, to which the components are confined; `uri`: that of a file;
- `apps`, `components`, `types`: lists of texts; what is drawn bears one of these app IDs, one of
  these names, one of these component types (or begins with it, as `pubsub` or `state.azure`);
- `groupBy`: `auto` (the default: as little as keeps it readable), `none`, `folder`, `category` or
  `type`; `depth`: how many levels of folders are told apart, from 1;
- `theme`: `auto` (the default: colours of its own, by `prefers-color-scheme`) or `editor` (the
  variables `--vscode-*` of a webview, on its own background).

The answer is an object: `format`, `text` (the drawing), `components` (how many it stands for),
`grouping` (`none`, `folder`, `category` or `type`), `apps` and `types` (what there is to filter by:
all app IDs, and all component types in use, each sorted; filters do not shorten them).

In an SVG every node that a file holds is `<g class="node …" role="link" tabindex="0" data-uri="…"
data-line="…" data-character="…">`: the address of the file and the position, counted from 0 in
UTF-16 units. It holds no script, no `href` and no address outside; a page that shows it has to allow
the `<style>` in it (`style-src 'unsafe-inline'`), and to listen for clicks and the Enter key. A node
that stands for several components has no `data-uri`; `data-group` then holds what to ask for to see
them: a JSON object with the key `folder` or `types` for this very command.
"""

from __future__ import annotations
