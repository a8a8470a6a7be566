import { isRecord } from "../../study/parsed.ts";
import { parseSpec } from "../../study/spec/parse-spec.ts";
import { type Direction, type StopRuleChoice, type StudySpec, specWith } from "../../study/spec/spec.ts";
import { base64url } from "../../swarm/ids.ts";
import { systemClock } from "../../worker/system-clock.ts";
import type { ObjectiveFile } from "../host/objective-file.ts";
import type { Identity } from "../host/terminal-peer.ts";
import { Misuse } from "../words/misuse.ts";

export interface StudyFlags {
  readonly study?: string;
  readonly direction?: Direction;
  readonly sampler?: string;
  readonly pruner?: string;
  readonly seed?: string;
  readonly stop?: string;
  /** Of a trial, in seconds. */
  readonly trialTimeout?: number;
}

const MAXIMIZE: Direction = "maximize";

/** The study that `run` publishes where nobody has; what the flags say of this peer alone never enters it. */
export function specOf(file: ObjectiveFile, flags: StudyFlags, { signer, name }: Identity): StudySpec {
  const direction = flags.direction ?? "minimize";
  const rules = stopRules(flags.stop, direction);
  const parsed = parseSpec(
    JSON.parse(
      JSON.stringify(
        specWith({
          name: flags.study ?? file.name,
          objective: { language: file.language, source: file.source },
          objectives: [{ name: "value", direction, unit: "" }],
          ...(flags.sampler === undefined ? {} : { sampler: namedChoice(flags.sampler) as StudySpec["sampler"] }),
          ...(flags.pruner === undefined ? {} : { pruner: namedChoice(flags.pruner) as StudySpec["pruner"] }),
          seed: flags.seed ?? null,
          stopRules: rules,
          ...(flags.trialTimeout === undefined ? {} : { trialTimeoutMs: Math.round(flags.trialTimeout * 1_000) }),
          // In tabs it cannot run.
          listed: file.python === null,
          author: { key: base64url(signer.publicKey), name },
          createdMs: systemClock.wallMs(),
        }),
      ),
    ),
  );
  if (!parsed.ok) throw new Misuse(`This study cannot be: ${parsed.reason}.`);
  return parsed.value;
}

/** `tpe`, or JSON like {"name":"tpe","multivariate":true}. */
function namedChoice(text: string): unknown {
  return text.trimStart().startsWith("{") ? readJson(text, "--sampler and --pruner") : { name: text };
}

/** `{"accuracy": 0.99}`: a trial that reports at least so much ends its study; of what is minimised, at most. */
function stopRules(text: string | undefined, direction: Direction): StopRuleChoice[] {
  if (text === undefined) return [];
  const read = readJson(text, "--stop");
  if (!isRecord(read)) throw new Misuse(`--stop takes names and numbers, like '{"accuracy": 0.99}'.`);
  return Object.entries(read).map(([metric, value]) => {
    if (typeof value !== "number")
      throw new Misuse(`--stop takes a number for "${metric}", like '{"accuracy": 0.99}'.`);
    if (metric === "value") return { kind: "target", value };
    return {
      kind: "metric",
      metric,
      bound: direction === MAXIMIZE || metric !== "loss" ? "at-least" : "at-most",
      value,
      ends: "study",
    };
  });
}

/** What a flag says in JSON, or what is wrong with it. */
export function readJson(text: string, flag: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Misuse(`${flag} takes JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
