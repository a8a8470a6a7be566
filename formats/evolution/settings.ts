/** What a settings file of IBM's `distributed-evolutionary-ml` asks for. */
export interface EvolutionSettings {
  readonly generations: number;
  readonly population: number;
  readonly survivors: number;
  readonly champions: number;
  readonly sigma: number;
  /** Independent studies side by side. */
  readonly experiments: number;
  /** Processors of all machines that it would rent; null where it says nothing of machines. */
  readonly workersWished: number | null;
  /** What its author may not expect: a sentence each. */
  readonly notes: readonly string[];
}

/** No file says it: the original has it in its code. */
export const ORIGINAL_SIGMA = 0.005;

/** As in the file that comes with the original: what another one leaves out. */
export const ORIGINAL = {
  vm: { count: 30, cpus: 16, mem: 2 },
  experiment: { count: 1, generations: 350, population: 1_000, survivors: 20, champions: 3 },
} as const;
