import { bredStudy, MAX_SIDE_BY_SIDE, RETEST_NOTE } from "../../../formats/evolution/bred-study.ts";
import type { EvolutionSettings } from "../../../formats/evolution/settings.ts";
import { formatCount, formatValue, plural } from "../../parts/numbers.ts";
import type { DraftForm } from "../draft.ts";
import { emptyForm } from "../draft.ts";
import { NO_EXPERIMENT } from "../experiment/experiment-form.ts";
import { unfollowed } from "../experiment/settings-of.ts";
import { deepGaFormOf, readDeepGa } from "../settings/deepga-form.ts";
import { maximized } from "../settings/objectives-form.ts";

interface FromSettings {
  readonly change: Partial<DraftForm>;
  /** What its author may not expect: a sentence each. */
  readonly notes: readonly string[];
}

/** What taking over a settings file changes in the form, on a machine of `mostCores`. The objective stays, and nothing is published. */
export function fromSettings(form: DraftForm, settings: EvolutionSettings, mostCores: number): FromSettings {
  const { experiments, workersWished } = settings;
  // The file does not say it, and what an objective came with suits its network.
  const sigma = sigmaOf(form) ?? settings.sigma;
  const { sampler } = bredStudy(settings, sigma);
  const side = Math.min(experiments, MAX_SIDE_BY_SIDE);
  return {
    change: {
      ...withoutExperiment(form),
      ...(form.name.trim() === "" ? { name: "Neuroevolution" } : {}),
      ...maximized(form),
      sampler: sampler.name,
      ...deepGaFormOf(sampler),
      experiments: String(side),
      budget: "generations",
      generations: String(settings.generations),
      ...(workersWished === null ? {} : { cores: Math.min(workersWished, mostCores) }),
    },
    notes: [
      ...settings.notes,
      ...(workersWished === null ? [] : [workerWords(workersWished, mostCores)]),
      ...(side < experiments
        ? [
            `${formatCount(experiments)} experiments are wished for, and ${side} at most are published side by side from one tab.`,
          ]
        : []),
      `${RETEST_NOTE} With a re-test of 0 it is as there.`,
      ...(sigma === settings.sigma
        ? []
        : [`Sigma stays ${formatValue(sigma)}, as it was; in the original it is ${formatValue(settings.sigma)}.`]),
      ...(form.source.trim() === ""
        ? [
            "The original plays Space Invaders. What is played here is the objective: begin from the gallery, or write one that asks for trial.suggestSeeds.",
          ]
        : []),
    ],
  };
}

/** As it stands in a form that breeds; null in all others. */
const sigmaOf = ({ sampler, deepga }: DraftForm): number | null =>
  sampler === "deepga" && (deepga.sigma ?? "") !== "" ? (readDeepGa({ deepga }, {})?.sigma ?? null) : null;

/** Its variants, and what they filled in, would have no meaning beside generations. */
const withoutExperiment = (form: DraftForm): Partial<DraftForm> =>
  form.experiment === null
    ? {}
    : {
        ...NO_EXPERIMENT,
        scriptFile: form.scriptFile,
        shelf: form.shelf,
        ...unfollowed(form, emptyForm(form.cores)),
      };

function workerWords(wished: number, most: number): string {
  const lent = wished < most ? `lends ${formatCount(wished)} of them` : "lends all of them";
  const wish = `${plural(wished, "worker is", "workers are")} wished for`;
  return `${wish}. This machine has ${plural(most, "core")}, and your tab ${most === 1 ? "lends it" : lent}.`;
}
