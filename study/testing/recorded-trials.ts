import { History } from "../history/history.ts";
import {
  categoricalDistribution,
  type Distribution,
  floatDistribution,
  intDistribution,
} from "../space/distribution.ts";
import { finished } from "./run-trials.ts";

/** Trials as `test/fixtures/optuna-importance.json` has them: parameters by their place in a list of name and distribution. */
export interface RecordedTrials {
  readonly parameters: readonly unknown[];
  readonly trials: readonly unknown[];
}

type RecordedTrial = readonly [
  params: readonly (readonly [parameter: number, value: number | string])[],
  values: number[],
];
type RecordedParameter = readonly [name: string, distribution: readonly unknown[]];

/** A history of them, with as many of the values as there are directions. */
export function recordedHistory(recorded: RecordedTrials, directions: readonly ("minimize" | "maximize")[]): History {
  const parameters = recorded.parameters as readonly RecordedParameter[];
  const all = parameters.map(([name, distribution]) => ({ name, distribution: distributionOf(distribution) }));
  const history = new History({ directions });
  (recorded.trials as readonly RecordedTrial[]).forEach(([params, values], number) => {
    const used = params.flatMap(([parameter]) => all[parameter] ?? []);
    const space = { names: used.map(({ name }) => name), distributions: used.map(({ distribution }) => distribution) };
    history.add(
      finished({ number, space, params: params.map(([, value]) => value), values: values.slice(0, directions.length) }),
    );
  });
  return history;
}

function distributionOf([kind, ...rest]: readonly unknown[]): Distribution {
  if (kind === "categorical") return categoricalDistribution(rest[0] as string[]);
  const [low, high, log, step] = rest as [number, number, boolean, number | null];
  return kind === "int" ? intDistribution(low, high, { log, step }) : floatDistribution(low, high, { log, step });
}
