// What the extension and the page of the flow graph say to each other.

/** What the page is to show: a page of promo's; empty where there is no flow. */
export interface Shown {
  html: string;
}

/** What happened in the page. Lines count from 1. */
export type Clicked =
  | { kind: "ready" }
  | { kind: "environment"; environment: string }
  | { kind: "origin"; file: string; line: number };
