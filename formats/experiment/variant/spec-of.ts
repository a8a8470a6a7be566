import type { ConfigMap, ConfigNode } from "../config-node.ts";
import type { Experiment } from "../experiment.ts";
import type { ScalarValue } from "../yaml/tree.ts";

/**
 * What expressions see as `spec`: the experiment as its file says it, with the configuration of a variant, whose grids have
 * chosen. All but that is made once.
 */
export function specOf(experiment: Experiment): (config: ConfigMap) => ConfigMap {
  const { env, alg, resources, stop, repeat, numTrials } = experiment;
  const at = { line: experiment.config.line, column: experiment.config.column };
  const map = (entries: readonly (readonly [string, ConfigNode])[]): ConfigMap => ({
    kind: "map",
    entries: new Map(entries),
    ...at,
  });
  const scalar = (value: ScalarValue): ConfigNode => ({ kind: "scalar", value, ...at });
  const beside: readonly (readonly [string, ConfigNode])[] = [
    ["env", scalar(env)],
    ["alg", scalar(alg)],
    ["run", scalar(alg)],
    ["repeat", scalar(BigInt(repeat))],
    ["num_trials", scalar(numTrials === null ? null : BigInt(numTrials))],
    [
      "resources",
      map([
        ["cpu", scalar(BigInt(resources.cores))],
        ["gpu", scalar(BigInt(resources.gpu))],
      ]),
    ],
    ["stop", map(Object.entries(stop).map(([metric, bound]) => [metric, scalar(bound)]))],
  ];
  return (config) => map([["config", config], ...beside]);
}
