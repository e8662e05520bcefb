// Which way of quoting a shell wants.

/** The ways of quoting that there are. */
export type Shell = "bash" | "powershell";

/** The way of the shell at `path`; `cmd` has none that is worth having, and PowerShell is beside it. */
export function shellOf(path: string): Shell {
  const name = path.split(/[/\\]/).at(-1)?.toLowerCase() ?? "";
  return /^(pwsh|powershell|cmd)(-preview)?(\.exe)?$/.test(name) ? "powershell" : "bash";
}
