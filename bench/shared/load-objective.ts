import type { GalleryEntry } from "../../gallery/gallery.ts";
import { TrialPruned } from "../../study/errors.ts";
import { finishReturned, finishThrown } from "../../study/trial/finish.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import { TrialContext, type TrialSetting } from "../../study/trial/suggest.ts";
import type { TrialOutcome } from "../../study/trial/trial.ts";
import { calledOf } from "../../worker/jail/objective/callable.ts";
import { objectiveModule } from "../../worker/jail/source/objective-form.ts";
import { stripTypes } from "../../worker/jail/source/strip-types.ts";
import type { JailProgram } from "../../worker/jail/wire/jail-wire.ts";

/** What the text of an objective gives as a module: the objective, and the inner functions asked for. */
export type LoadedObjective<Inner = unknown> = Inner & { readonly default: (trial: TrialContext) => unknown };

/**
 * Loads the text of an objective as the jail does, as a module of its own. `inner` names functions of the text's top
 * level to hand out too, so that a test or an evaluation runs the very code of the trials; the caller says their types.
 */
export async function loadObjective<Inner>(
  objective: { readonly language: "javascript" | "typescript"; readonly source: string },
  inner: readonly (string & keyof Inner)[] = [],
): Promise<LoadedObjective<Inner>> {
  const stripped = objective.language === "typescript" ? stripTypes(objective.source) : null;
  if (stripped?.ok === false) throw new Error(stripped.message);
  const form = objectiveModule(stripped?.javascript ?? objective.source);
  if (!form.ok) throw new Error(form.error.message);
  const text = inner.length > 0 ? `${form.module.text}\nexport { ${inner.join(", ")} };\n` : form.module.text;
  Object.assign(globalThis, { TrialPruned });
  return import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
}

/** Runs one trial to its end, right here: the same context and the same rules of ending as in the jail. */
export function runTrial(objective: LoadedObjective, proposal: Proposal, setting: TrialSetting): TrialOutcome {
  const trial = new TrialContext(proposal, setting);
  const started = performance.now();
  try {
    return finishReturned(trial, objective.default(trial), performance.now() - started);
  } catch (thrown) {
    return finishThrown(trial, thrown, performance.now() - started);
  }
}

/** An entry of the gallery that is an objective, its text fetched and loaded. */
export async function loadEntry(entry: Pick<GalleryEntry, "language" | "fetchSource">): Promise<LoadedObjective> {
  const source = await entry.fetchSource();
  const loaded: { readonly default: unknown } = await loadObjective({ language: entry.language, source });
  return objectiveOf(loaded.default);
}

/** What the jail calls for each trial: a function, an object's method, or with `trainable` a function of variants. */
export function objectiveOf(exported: unknown, trainable?: JailProgram["trainable"]): LoadedObjective {
  const called = calledOf(exported, { ...HERE, trainable }, CLOCKS);
  if ("fault" in called) throw new Error(called.fault);
  return { default: called.objective };
}

const CLOCKS = { nowMs: () => performance.now(), wallMs: () => Date.now() };
const HERE: JailProgram = {
  studyId: "",
  directions: [],
  module: "",
  firstLineShift: 0,
  syntaxProbe: "",
  probeShift: 0,
  worker: 1,
  tellsConsole: false,
};
