export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Palette = Readonly<Record<(typeof PALETTE)[number], string>>;

/** Tokens the chart paints with. */
export const PALETTE = [
  "--surface",
  "--sunk",
  "--ink",
  "--ink-2",
  "--ink-3",
  "--grid",
  "--axis",
  "--honey",
  "--good",
  "--data-trial",
  "--data-best",
  "--data-pruned",
  "--data-failed",
  "--data-infeasible",
  "--dot",
  "--font-ui",
] as const;
