// What the server is asked beyond the protocol.
import {
  NotificationType,
  RequestType,
  type Location,
  type TextDocumentIdentifier,
  type TextDocumentPositionParams,
} from "vscode-languageclient/node";

/** The manifest that the declaration at a place becomes. */
export interface YamlPreview {
  name: string;
  kind: string;
  text: string;
}

/** The picture of the flow at a place. */
export interface FlowGraph {
  flow: string;
  svg: string;
  /** A page with the picture and all settings with their origins. */
  html: string;
  nodes: { environment: string; location: Location }[];
}

export interface SimulateParams {
  textDocument: TextDocumentIdentifier;
  product: string;
  message?: string;
  revision?: string;
  flow?: string;
  fail?: string[];
}

/** How a release unfolds, for people and for programs. */
export interface Simulation {
  text: string;
  json: unknown;
}

type OfDocument = { textDocument: TextDocumentIdentifier };

export const previewYaml = new RequestType<TextDocumentPositionParams, YamlPreview | null, void>("promo/previewYaml");
export const flowGraph = new RequestType<TextDocumentPositionParams, FlowGraph | null, void>("promo/flowGraph");
export const simulate = new RequestType<SimulateParams, Simulation | null, void>("promo/simulate");
export const products = new RequestType<OfDocument, { name: string }[] | null, void>("promo/products");

/** What previews of a document show may have changed. */
export const previewChanged = new NotificationType<{ uri: string }>("promo/previewChanged");
