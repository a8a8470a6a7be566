import type { Json } from "../../study/json.ts";
import type { PortableStudy, PortableTrial } from "../portable/portable-study.ts";

export interface Column {
  readonly name: string;
  readonly of: (trial: PortableTrial) => Json | undefined;
}

/** What is seen of trials before the first row can be written: which names there are. */
export interface Names {
  readonly params: readonly string[];
  readonly userAttrs: readonly string[];
  readonly systemAttrs: readonly string[];
}

/** Collects names as trials pass, each list in alphabetical order, as Optuna's. */
export class NameCollector {
  readonly #params = new Set<string>();
  readonly #userAttrs = new Set<string>();
  readonly #systemAttrs = new Set<string>();

  add({ params, userAttrs, systemAttrs }: PortableTrial): void {
    for (const name of Object.keys(params)) this.#params.add(name);
    for (const name of Object.keys(userAttrs)) this.#userAttrs.add(name);
    for (const name of Object.keys(systemAttrs)) this.#systemAttrs.add(name);
  }

  names(): Names {
    return {
      params: [...this.#params].sort(),
      userAttrs: [...this.#userAttrs].sort(),
      systemAttrs: [...this.#systemAttrs].sort(),
    };
  }
}

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** The columns of `study.trials_dataframe()`, in its order and by its names. */
export function columnsOf(study: Omit<PortableStudy, "trials">, names: Names): Column[] {
  const many = study.directions.length > 1;
  const values = study.directions.map((_, i): Column => {
    const suffix = study.metricNames?.[i] ?? String(i);
    return { name: many ? `values_${suffix}` : "value", of: ({ values }) => values?.[i] };
  });
  return [
    { name: "number", of: ({ number }) => number },
    ...values,
    { name: "datetime_start", of: ({ startMs }) => dateText(startMs) },
    { name: "datetime_complete", of: ({ endMs }) => dateText(endMs) },
    {
      name: "duration",
      of: ({ startMs, endMs }) => (startMs === null || endMs === null ? undefined : span(endMs - startMs)),
    },
    ...names.params.map((name): Column => ({ name: `params_${name}`, of: ({ params }) => own(params, name) })),
    ...names.userAttrs.map(
      (name): Column => ({ name: `user_attrs_${name}`, of: ({ userAttrs }) => own(userAttrs, name) }),
    ),
    ...names.systemAttrs.map(
      (name): Column => ({ name: `system_attrs_${name}`, of: ({ systemAttrs }) => own(systemAttrs, name) }),
    ),
    { name: "state", of: ({ state }) => STATE_NAMES[state] },
  ];
}

const STATE_NAMES = {
  complete: "COMPLETE",
  pruned: "PRUNED",
  failed: "FAIL",
  running: "RUNNING",
  waiting: "WAITING",
} as const;

/** `2026-01-02 03:04:05.000006`, by UTC. */
function dateText(ms: number | null): string | undefined {
  if (ms === null) return undefined;
  const micros = Math.round((ms - Math.floor(ms)) * 1_000);
  const date = new Date(Math.floor(ms) + (micros === 1_000 ? 1 : 0));
  return `${date.toISOString().slice(0, -1).replace("T", " ")}${String(micros % 1_000).padStart(3, "0")}`;
}

/** `0 days 00:00:01.250000`, which pandas reads as a duration. */
function span(ms: number): string {
  const micros = Math.max(0, Math.round(ms * 1_000));
  const seconds = Math.floor(micros / 1e6);
  const two = (n: number): string => String(n).padStart(2, "0");
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  return `${days} days ${two(hours)}:${two(minutes)}:${two(seconds % 60)}.${String(micros % 1e6).padStart(6, "0")}`;
}
