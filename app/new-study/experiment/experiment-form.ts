import type { ObjectivesForm } from "../settings/objectives-form.ts";
import type { PrunerForm } from "../settings/pruner-form.ts";

/** A script that was dropped and is not in the editor now. */
export interface ShelvedScript {
  readonly name: string;
  readonly source: string;
}

/** What a file says of the settings, as the form has them. */
export interface FilledSettings extends Pick<ObjectivesForm, "objectives">, PrunerForm {
  readonly name: string;
  readonly timeoutSeconds: string;
}

/** The part of the form that is about an experiment file. */
export interface ExperimentForm {
  /** The file's text; null: the study has one objective and no variants. */
  readonly experiment: string | null;
  /** What the file is called. */
  readonly experimentFile: string;
  /** Which of the file's experiments is published; where it has none of this name, its first. */
  readonly chosen: string;
  /** The seed of what the file draws at random. */
  readonly draws: string;
  /** The file that the editor's text came from; null: it was written here, and stands for whatever script is asked for. */
  readonly scriptFile: string | null;
  readonly shelf: readonly ShelvedScript[];
  /** As the file last filled the settings in: what is otherwise by now, a person has changed. Null: not yet. */
  readonly filled: FilledSettings | null;
}

export const NO_EXPERIMENT: ExperimentForm = {
  experiment: null,
  experimentFile: "",
  chosen: "",
  draws: "1",
  scriptFile: null,
  shelf: [],
  filled: null,
};

/** As many scripts as one folder of experiments has; beyond that a draft would no longer fit the browser's storage. */
export const MAX_SHELVED = 8;

/** Another seed for another draw: the next number, or a number behind the words. */
export function nextDraws(draws: string): string {
  const [, words = "", digits = "0"] = /^(.*?)(\d{0,15})$/s.exec(draws) ?? [];
  return `${words}${digits === "" ? " 2" : Number(digits) + 1}`;
}

/** What an experiment file is like, to begin with. */
export const STARTER = `# Each trial calls train(config, reporter) with one of the variants.
my_experiment:
    repeat: 1
    stop:
        mean_accuracy: 0.99
        time_total_s: 600
    config:
        activation:
            grid_search: ['relu', 'elu', 'tanh']
        learning_rate:
            eval: random.uniform(0.001, 0.1)
`;
export const STARTER_FILE = "experiment.yaml";
