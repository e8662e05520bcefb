// Chooses among commands the first that is a Python fit to run the server. Which commands there are
// to choose from is not known here, nor is the oldest Python that will do: `launch.py` knows it.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Who named a command. */
export type Origin = "setting" | "Python extension" | "PATH";

/** A command that may be a Python. */
export interface Candidate {
  readonly command: readonly [string, ...string[]];
  readonly origin: Origin;
}

/** A Python that can run the server. */
export interface Interpreter {
  /** The interpreter itself, where `command` may be a launcher or a shim. */
  readonly executable: string;
  readonly version: string;
  readonly origin: Origin;
}

export interface Refusal {
  readonly candidate: Candidate;
  /** The end of a sentence. */
  readonly reason: string;
}

export interface Choice {
  readonly interpreter: Interpreter | undefined;
  /** Those that stood before the chosen one, in order. */
  readonly refusals: readonly Refusal[];
}

/** Tells whether a candidate can run the server; the error's message says why not. */
export type Judge = (candidate: Candidate) => Promise<Interpreter>;

/** What keeps user settings and packages of the interpreter's environment out of the server. */
export const ISOLATION = ["-I", "-S", "-X", "utf8"] as const;

const PATIENCE_MS = 10_000;

/**
 * The judge that asks the launcher under the candidate.
 *
 * It runs in the launcher's own folder: Windows looks for programs in the current folder first, and
 * a workspace must not be able to bring its own `python.exe`.
 */
export function launcherJudge(launcher: string, folder: string): Judge {
  return async ({ command: [program, ...words], origin }) => {
    try {
      const { stdout } = await promisify(execFile)(
        program,
        [...words, ...ISOLATION, launcher, "--check"],
        { cwd: folder, timeout: PATIENCE_MS, windowsHide: true },
      );
      const told = JSON.parse(stdout) as { executable: string; version: string };
      return { executable: told.executable || program, version: told.version, origin };
    } catch (error) {
      throw new Error(reason(error));
    }
  };
}

/** The first of `candidates` that `judge` accepts; later ones are not even asked for. */
export async function choose(candidates: AsyncIterable<Candidate>, judge: Judge): Promise<Choice> {
  const refusals: Refusal[] = [];
  for await (const candidate of candidates) {
    try {
      return { interpreter: await judge(candidate), refusals };
    } catch (error) {
      refusals.push({ candidate, reason: (error as Error).message });
    }
  }
  return { interpreter: undefined, refusals };
}

interface Failure {
  readonly code?: number | string | null;
  readonly killed?: boolean;
  readonly stderr?: string;
}

function reason(error: unknown): string {
  const { code, killed, stderr } = error as Failure;
  if (code === "ENOENT") {
    return "there is no such program";
  }
  if (killed) {
    return "it did not answer";
  }
  const said = stderr?.trim().split(/\r?\n/).at(-1);
  return said || (error instanceof SyntaxError ? "it is not Python" : String(error));
}
