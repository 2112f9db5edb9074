// What the extension and the page of the flow graph say to each other.

/** What the page is to show. */
export interface Shown {
  /** A page of promo's; empty where there is none to show. */
  html: string;
  /** What is said above the picture, or instead of it. */
  note: string;
  /** Whether the note tells of a problem. */
  isProblem: boolean;
  /** What can be shown instead, and which of it is shown. */
  uses: string[];
  use: string;
}

/** What happened in the page. */
export type Message =
  | { kind: "ready" }
  | { kind: "clicked"; place: Place }
  | { kind: "chosen"; use: string }
  | { kind: "problems" };

/** Where something of the page is in the sources: an environment of the flow, a place in a file, or both. */
export interface Place {
  environment?: string;
  /** The path from the root of the project. */
  file?: string;
  /** Counted from 1. */
  line?: number;
  column?: number;
}
