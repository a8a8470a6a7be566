import type { Task } from "./task.ts";

/** What a page needs to draw the game; rows count from the top. */
export interface OrchardScene {
  readonly rows: number;
  readonly columns: number;
  /** The picker's column, in the bottom row. */
  readonly picker: number;
  /** The first and the last of the net's columns. */
  readonly net: { readonly from: number; readonly to: number };
  readonly things: readonly { readonly kind: "apple" | "stone"; readonly row: number; readonly column: number }[];
  readonly energy: number;
}

export interface Orchard extends Task {
  readonly energy: number;
  scene(): OrchardScene;
}

export declare function newOrchard(options?: { readonly maxSteps?: number }): Orchard;
