// What the extension and the page of the flow graph say to each other.

/** What the page is to show: a page of promo's; empty where there is no flow. */
export interface Shown {
  html: string;
}

/** What happened in the page. */
export type Message = { kind: "ready" } | { kind: "clicked"; place: Place };

/** Where something of the page is in the sources: an environment of the flow, a line of a file, or both. */
export interface Place {
  environment?: string;
  /** The path from the root of the project. */
  file?: string;
  /** Counted from 1. */
  line?: number;
}
