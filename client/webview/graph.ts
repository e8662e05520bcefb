// The page that shows the graph. All that it knows comes in messages; it asks for another drawing,
// and says which node somebody wants to see.

interface Graph {
  readonly kind: "graph";
  readonly text: string;
  readonly components: number;
  readonly apps: readonly string[];
  readonly types: readonly string[];
}

interface Failure {
  readonly kind: "failure";
  readonly text: string;
}

type Wish = Record<string, unknown>;

interface State {
  app: string;
  type: string;
  group: string;
  /** What a node that stands for several components was opened for, the latest last. */
  within: Wish[];
  /** 0: as large as fits. */
  zoom: number;
}

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): State | undefined;
  setState(state: State): void;
};

const vscode = acquireVsCodeApi();
const state: State = vscode.getState() ?? { app: "", type: "", group: "auto", within: [], zoom: 0 };

const drawing = find<HTMLElement>("drawing");
const count = find<HTMLElement>("count");
const app = find<HTMLSelectElement>("app");
const type = find<HTMLSelectElement>("type");
const group = find<HTMLSelectElement>("group");
const back = find<HTMLButtonElement>("back");
const words = document.body.dataset as Record<string, string>;

function find<Kind extends HTMLElement>(id: string): Kind {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`There is no '${id}'.`);
  }
  return element as Kind;
}

function wish(): Wish {
  const within = state.within.at(-1);
  return {
    ...(state.app && { apps: [state.app] }),
    ...(state.type && { types: [state.type] }),
    // What was opened is not to be drawn together again.
    groupBy: within === undefined ? state.group : "auto",
    ...within,
  };
}

function draw(): void {
  back.disabled = state.within.length === 0;
  vscode.setState(state);
  vscode.postMessage({ kind: "draw", wish: wish() });
}

function show(graph: Graph): void {
  const parsed = new DOMParser().parseFromString(graph.text, "image/svg+xml");
  const svg = document.importNode(parsed.documentElement, true);
  drawing.replaceChildren(svg);
  resize();
  fill(app, words["allApps"] ?? "", graph.apps, state.app);
  fill(type, words["allTypes"] ?? "", graph.types, state.type);
  count.textContent =
    graph.components === 0
      ? (words["none"] ?? "")
      : graph.components === 1
        ? (words["one"] ?? "")
        : (words["count"] ?? "").replace("{0}", String(graph.components));
}

function fill(select: HTMLSelectElement, all: string, names: readonly string[], chosen: string) {
  const option = (value: string, text: string) => {
    const element = document.createElement("option");
    element.value = value;
    element.textContent = text;
    element.selected = value === chosen;
    return element;
  };
  select.replaceChildren(option("", all), ...names.map((name) => option(name, name)));
}

/** The drawing as large as wanted; never larger than it was drawn where it is to fit. */
function resize(): void {
  const svg = drawing.querySelector("svg");
  const box = svg?.viewBox.baseVal;
  if (!svg || !box || box.width === 0) {
    return;
  }
  const fits = Math.min(
    1,
    drawing.clientWidth / box.width,
    Math.max(0.5, drawing.clientHeight / box.height),
  );
  const scale = state.zoom || fits;
  svg.setAttribute("width", String(Math.floor(box.width * scale)));
  svg.setAttribute("height", String(Math.floor(box.height * scale)));
}

function zoom(factor: number): void {
  const svg = drawing.querySelector("svg");
  const box = svg?.viewBox.baseVal;
  if (svg && box) {
    const now = svg.clientWidth / box.width;
    state.zoom = factor === 0 ? 0 : Math.min(4, Math.max(0.1, now * factor));
    vscode.setState(state);
    resize();
  }
}

function follow(target: EventTarget | null): boolean {
  const node = target instanceof Element ? target.closest<SVGElement>("g.node") : null;
  const { uri, line, character, group: inner } = node?.dataset ?? {};
  if (uri !== undefined) {
    const place = { line: Number(line ?? 0), character: Number(character ?? 0) };
    vscode.postMessage({ kind: "open", uri, ...place });
    return true;
  }
  if (inner !== undefined) {
    state.within.push(JSON.parse(inner) as Wish);
    state.zoom = 0;
    draw();
    return true;
  }
  return false;
}

drawing.addEventListener("click", ({ target }) => follow(target));
drawing.addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === " ") && follow(event.target)) {
    event.preventDefault();
  }
});
window.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
  if (ctrlKey || metaKey || altKey) {
    return;
  }
  if (key === "+" || key === "=") {
    zoom(1.25);
  } else if (key === "-") {
    zoom(0.8);
  } else if (key === "0") {
    zoom(0);
  }
});
window.addEventListener("resize", resize);
for (const [select, name] of [
  [app, "app"],
  [type, "type"],
  [group, "group"],
] as const) {
  select.addEventListener("change", () => {
    state[name] = select.value;
    state.within = [];
    state.zoom = 0;
    draw();
  });
}
back.addEventListener("click", () => {
  state.within.pop();
  draw();
});
find("smaller").addEventListener("click", () => zoom(0.8));
find("larger").addEventListener("click", () => zoom(1.25));
find("fit").addEventListener("click", () => zoom(0));
for (const format of ["svg", "mermaid", "dot"]) {
  find(format).addEventListener("click", () =>
    vscode.postMessage({ kind: "save", format, wish: wish() }),
  );
}
window.addEventListener("message", ({ data }: MessageEvent<Graph | Failure>) => {
  if (data.kind === "graph") {
    show(data);
  } else {
    count.textContent = data.text;
  }
});

group.value = state.group;
draw();

export {};
