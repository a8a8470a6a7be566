import { source } from "../../gallery/sources/wine-network.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import { loadObjective } from "../shared/load-objective.ts";

/** A wine as the networks see it: 13 standardised inputs, and its class 0..2. */
export interface Wine {
  readonly inputs: Float64Array;
  readonly label: number;
}

export interface WineNetwork {
  readonly weights: Float64Array;
  readonly gradient: Float64Array;
}

export type WineSettings = Readonly<Record<string, ParamValue>>;

/** The inner functions of the gallery's Wine objective. */
export interface WineFunctions {
  splitWines(): { readonly train: Wine[]; readonly validation: Wine[]; readonly test: Wine[] };
  trainNetworks(settings: WineSettings, wines: readonly Wine[]): Generator<readonly WineNetwork[]>;
  newNetwork(settings: WineSettings, start: number): WineNetwork;
  addGradient(network: WineNetwork, wine: Wine): void;
  logLoss(network: WineNetwork, wines: readonly Wine[]): number;
  accuracy(network: WineNetwork, wines: readonly Wine[]): number;
}

const INNER = ["splitWines", "trainNetworks", "newNetwork", "addGradient", "logLoss", "accuracy"] as const;

export async function loadWineObjective() {
  return loadObjective<WineFunctions>({ language: "javascript", source }, INNER);
}

/**
 * Share of the test wines told apart, mean over the objective's networks, trained again from these settings. To be
 * asked once, for the configuration a finished study found best: no trial sees the test part.
 */
export function testAccuracy(objective: WineFunctions, settings: WineSettings): number {
  const { train, test } = objective.splitWines();
  let trained: readonly WineNetwork[] = [];
  for (const networks of objective.trainNetworks(settings, train)) trained = networks;
  return trained.reduce((sum, network) => sum + objective.accuracy(network, test), 0) / trained.length;
}
