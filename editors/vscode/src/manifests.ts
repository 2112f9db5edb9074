// Hand-written manifests: the server is told of their texts before they are saved, and asked for what mends them. All
// else in YAML is left to the extensions for YAML; of files that belong to no project the server takes no notice.
import { TextDocumentSyncKind, type CodeActionOptions, type LanguageClient } from "vscode-languageclient/node";

const YAML = [{ language: "yaml", scheme: "file" }];

/** To be called once the client runs. */
export function includeManifests(client: LanguageClient): void {
  const { codeActionProvider } = client.initializeResult?.capabilities ?? {};
  const options: CodeActionOptions = typeof codeActionProvider === "object" ? codeActionProvider : {};
  const documents = { documentSelector: YAML };
  client.getFeature("textDocument/didOpen").register({ id: "promo-opened", registerOptions: documents });
  client.getFeature("textDocument/didChange").register({
    id: "promo-changed",
    registerOptions: { ...documents, syncKind: TextDocumentSyncKind.Incremental },
  });
  client.getFeature("textDocument/didClose").register({ id: "promo-closed", registerOptions: documents });
  client.getFeature("textDocument/codeAction").register({
    id: "promo-mended",
    registerOptions: { ...documents, ...options },
  });
}
