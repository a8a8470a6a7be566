import type { GalleryEntry } from "../../gallery/entry.ts";
import { TrialPruned } from "../../study/errors.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import { functionIn } from "../../study/trial/callable.ts";
import { finishReturned, finishThrown } from "../../study/trial/finish.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import { TrialContext, type TrialSetting } from "../../study/trial/suggest.ts";
import type { TrialOutcome } from "../../study/trial/trial.ts";
import { objectiveModule } from "../../worker/jail/source/objective-form.ts";
import { stripTypes } from "../../worker/jail/source/strip-types.ts";

/** What the text of an objective gives as a module: the objective, and the inner functions asked for. */
export type LoadedObjective<Inner = unknown> = Inner & { readonly default: (trial: TrialContext) => unknown };

/**
 * Loads the text of an objective as the jail does, as a module of its own. `inner` names functions of the text's top
 * level to hand out too, so that a test or an evaluation runs the very code of the trials; the caller says their types.
 */
export async function loadObjective<Inner>(
  objective: StudySpec["objective"],
  inner: readonly (string & keyof Inner)[] = [],
): Promise<LoadedObjective<Inner>> {
  const stripped = objective.language === "typescript" ? stripTypes(objective.source) : null;
  if (stripped?.ok === false) throw new Error(stripped.message);
  const form = objectiveModule(stripped?.javascript ?? objective.source);
  if (!form.ok) throw new Error(form.error.message);
  const text = inner.length > 0 ? `${form.module.text}\nexport { ${inner.join(", ")} };\n` : form.module.text;
  Object.assign(globalThis, { TrialPruned });
  const url = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
  const loaded: LoadedObjective<Inner> = await import(/* @vite-ignore */ url);
  const call = functionIn(loaded.default);
  if (typeof call === "string") throw new Error(call);
  return { ...loaded, default: call as LoadedObjective["default"] };
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
export const loadEntry = async ({
  language,
  fetchSource,
}: Pick<GalleryEntry, "language" | "fetchSource">): Promise<LoadedObjective> =>
  loadObjective({ language, source: await fetchSource() });
