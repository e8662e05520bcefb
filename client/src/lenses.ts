// Makes the lenses above components lead to what they are about. The server names places in the
// protocol's words, which VS Code's own command does not take.

import type * as vscode from "vscode";
import type { Location, Position } from "vscode-languageclient/node";

/** VS Code's list of places; the server puts it behind its lenses when it is told the name. */
export const REFERENCES_COMMAND = "editor.action.showReferences";

/** What turns the protocol's places into VS Code's. */
export interface Converter {
  asUri(uri: string): vscode.Uri;
  asPosition(position: Position): vscode.Position;
  asLocation(location: Location): vscode.Location;
}

/** Gives the command behind `lens` arguments that VS Code takes, in place. */
export function leadingToPlaces<Lens extends Pick<vscode.CodeLens, "command">>(
  lens: Lens,
  convert: Converter,
): Lens {
  if (lens.command?.command === REFERENCES_COMMAND) {
    const [uri, position, places] = lens.command.arguments as [string, Position, Location[]];
    lens.command.arguments = [
      convert.asUri(uri),
      convert.asPosition(position),
      places.map((place) => convert.asLocation(place)),
    ];
  }
  return lens;
}
