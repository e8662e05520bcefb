// The server is the real one, from npm; YAML_LANGUAGE_SERVER says where it lies. Between it and the
// extensions that give schemas stands what the real extension has there.

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async () => {
  const contributors = new Map();
  client = new LanguageClient(
    "yaml",
    "YAML Support",
    { command: process.execPath, args: [process.env.YAML_LANGUAGE_SERVER, "--stdio"] },
    { documentSelector: [{ language: "yaml" }] },
  );
  client.onRequest("custom/schema/request", (resource) =>
    [...contributors.values()]
      .map(({ requestSchema }) => requestSchema(resource))
      .filter((uri) => uri !== undefined),
  );
  client.onRequest("custom/schema/content", (uri) =>
    contributors.get(vscode.Uri.parse(uri).scheme)?.requestSchemaContent(uri),
  );
  await client.start();
  await client.sendNotification("yaml/registerCustomSchemaRequest");
  return {
    registerContributor(name, requestSchema, requestSchemaContent) {
      if (contributors.has(name)) {
        return false;
      }
      contributors.set(name, { requestSchema, requestSchemaContent });
      return true;
    },
  };
};

exports.deactivate = () => client?.stop();
