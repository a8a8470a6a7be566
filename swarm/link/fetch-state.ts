import type { LogRange } from "../wire/message.ts";

/** One want in flight on a link. */
export interface OpenWant {
  readonly id: number;
  readonly ranges: readonly LogRange[];
  readonly sentMs: number;
}

/** What one link has been asked for. */
export class FetchState {
  open: OpenWant | null = null;
  nextId = 1;
  /** After an empty answer or none: not before. */
  notBeforeMs = 0;
  /** Answers in a row that brought nothing. */
  empty = 0;
  /** Single segments to look at because heads differ at equal length. */
  readonly checks: LogRange[] = [];
}
