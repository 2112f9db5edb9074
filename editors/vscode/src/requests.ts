// What the server is asked beyond the protocol.
import {
  NotificationType,
  RequestType,
  type Location,
  type TextDocumentIdentifier,
  type TextDocumentPositionParams,
} from "vscode-languageclient/node";

/** A pattern, and the names of what is made of it. */
export interface Pattern {
  name: string;
  uses: string[];
}

/** The manifest that the declaration at a place becomes; without a text where errors hide it. */
export interface YamlPreview {
  name: string;
  kind?: string;
  text?: string;
  /** What the place is in: what is shown is one of its uses. */
  pattern?: Pattern;
}

/** The picture of the flow at a place; without one where errors hide it. */
export interface FlowGraph {
  flow: string;
  svg?: string;
  /** A page with the picture and all settings with their origins. */
  html?: string;
  nodes?: { environment: string; location: Location }[];
  /** What the place is in: what is shown is one of its uses. */
  pattern?: Pattern;
}

/** A place, and of what is made of the pattern there, what to show. */
export type PreviewParams = TextDocumentPositionParams & { use?: string };

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
  json: {
    product: string;
    flow: string | null;
    skipped: { flow: string }[];
    before: Run[];
    waves: { environment: string; runs: Run[] }[][];
    after: Run[];
  };
}

type Run = { workflow: string | null };

type OfDocument = { textDocument: TextDocumentIdentifier };

export const previewYaml = new RequestType<PreviewParams, YamlPreview | null, void>("promo/previewYaml");
export const flowGraph = new RequestType<PreviewParams, FlowGraph | null, void>("promo/flowGraph");
export const simulate = new RequestType<SimulateParams, Simulation | null, void>("promo/simulate");
export const products = new RequestType<OfDocument, { name: string }[] | null, void>("promo/products");

/** What previews of a document show may have changed. */
export const previewChanged = new NotificationType<{ uri: string }>("promo/previewChanged");
