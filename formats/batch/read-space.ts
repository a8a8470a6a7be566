import { utf8Length } from "../../study/bytes/utf8.ts";
import { MisuseError } from "../../study/errors.ts";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import {
  type CategoricalChoice,
  categoricalDistribution,
  type Distribution,
  floatDistribution,
  intDistribution,
  isParamName,
  MAX_PARAMS,
} from "../../study/space/distribution.ts";
import { foundWords } from "../experiment/fields.ts";
import { Findings } from "../experiment/findings.ts";
import { unknownKeyWords } from "../experiment/known-keys.ts";
import type { Tree, TreeEntry, TreeMap, TreeScalar } from "../experiment/yaml/tree.ts";
import { yamlTree } from "../experiment/yaml/yaml-tree.ts";

/** A distribution by each parameter's name, in the file's order. */
export type Space = Readonly<Record<string, Distribution>>;

export const MAX_SPACE_BYTES = 1_000_000;
/** A person mends a few and reads the file again. */
const MAX_SHOWN = 5;
const KEYS = {
  float: ["type", "low", "high", "log", "step"],
  int: ["type", "low", "high", "log", "step"],
  categorical: ["type", "choices"],
} as const;
type Kind = keyof typeof KEYS;
const EXAMPLE = '"{type: float, low: 0, high: 1}"';

/**
 * Reads a search space, YAML or JSON: a map with a parameter by each key, which is `{type: float, low, high, log, step}`, `int` with the
 * same, `{type: categorical, choices}`, or a list of the choices alone. Refused in sentences that name the lines.
 */
export function readSpace(text: string): Parsed<Space> {
  if (text.length > MAX_SPACE_BYTES || utf8Length(text) > MAX_SPACE_BYTES)
    return refused(`The file is longer than ${MAX_SPACE_BYTES} bytes, and a search space is a few lines.`);
  const findings = new Findings();
  const tree = yamlTree(text, findings);
  const space = tree === null ? null : spaceIn(tree, findings);
  const { mistakes } = findings;
  if (space !== null && mistakes.length === 0) return parsed(space);
  return refused(
    mistakes
      .slice(0, MAX_SHOWN)
      .map(({ line, message }) => `Line ${line}: ${message}`)
      .join(" "),
  );
}

function spaceIn(tree: Tree, findings: Findings): Space | null {
  if (tree.kind !== "map" || tree.entries.length === 0)
    return findings.mistake(
      tree,
      `A search space is a map with a parameter by each key, as in "x: ${EXAMPLE.slice(1)}, and this is ${foundWords(tree)}.`,
    );
  if (tree.entries.length > MAX_PARAMS)
    return findings.mistake(tree, `A space has at most ${MAX_PARAMS} parameters, and this has ${tree.entries.length}.`);
  const read = tree.entries.map((entry) => [entry.key, paramOf(entry, findings)] as const);
  return Object.fromEntries(read.filter((each): each is [string, Distribution] => each[1] !== null));
}

function paramOf({ key, keyAt, value }: TreeEntry, findings: Findings): Distribution | null {
  if (!isParamName(key)) return findings.mistake(keyAt, "No parameter may be called so: give it a short name.");
  try {
    if (value.kind === "list") return choicesOf(value.items, findings);
    if (value.kind === "map") return rangeOf(value, findings);
  } catch (error) {
    if (!(error instanceof MisuseError)) throw error;
    return findings.mistake(value, error.message);
  }
  return findings.mistake(
    value,
    `A parameter is a range, as in ${EXAMPLE}, or a list of choices, and this is ${foundWords(value)}.`,
  );
}

function rangeOf(map: TreeMap, findings: Findings): Distribution | null {
  const entries = new Map(map.entries.map(({ key, value }) => [key, value]));
  const kind = kindOf(map, entries.get("type"), findings);
  if (kind === null) return null;
  for (const { key, keyAt } of map.entries)
    if (!(KEYS[kind] as readonly string[]).includes(key))
      return findings.mistake(
        keyAt,
        `${unknownKeyWords(key, `a parameter of type ${kind}`, KEYS[kind])}.`.replace("?.", "?"),
      );
  if (kind === "categorical") {
    const choices = entries.get("choices");
    if (choices?.kind === "list") return choicesOf(choices.items, findings);
    return findings.mistake(choices ?? map, `choices is a list, as in "choices: [relu, tanh]".`);
  }
  const number = (key: string): number | null => {
    const given = entries.get(key);
    const value = given === undefined ? null : numberIn(given);
    return (
      value ??
      findings.mistake(
        given ?? map,
        `${key} is a number, and this is ${given === undefined ? "missing" : foundWords(given)}.`,
      )
    );
  };
  const [low, high] = [number("low"), number("high")];
  const isStepless = isNothing(entries.get("step"));
  const step = isStepless ? undefined : number("step");
  const log = logOf(entries.get("log"), findings);
  if (low === null || high === null || step === null || log === null) return null;
  return kind === "int" ? intDistribution(low, high, { log, step }) : floatDistribution(low, high, { log, step });
}

function kindOf(map: TreeMap, type: Tree | undefined, findings: Findings): Kind | null {
  const text = type?.kind === "scalar" ? type.text : null;
  if (text !== null && isKind(text)) return text;
  return findings.mistake(type ?? map, `The type of a parameter is float, int or categorical, as in ${EXAMPLE}.`);
}

const isKind = (text: string): text is Kind => Object.hasOwn(KEYS, text);

function logOf(log: Tree | undefined, findings: Findings): boolean | null {
  if (log === undefined || isNothing(log)) return false;
  if (log.kind === "scalar" && typeof log.value === "boolean") return log.value;
  return findings.mistake(log, `log is true or false, and this is ${foundWords(log)}.`);
}

const isNothing = (tree: Tree | undefined): boolean =>
  tree === undefined || (tree.kind === "scalar" && tree.value === null);

function choicesOf(items: readonly Tree[], findings: Findings): Distribution | null {
  const choices = items.map((item) => (item.kind === "scalar" ? choiceOf(item) : undefined));
  const wrong = choices.indexOf(undefined);
  const item = items[wrong];
  if (item !== undefined)
    return findings.mistake(
      item,
      `A choice is a number, a text, true, false or null, and this is ${foundWords(item)}.`,
    );
  return categoricalDistribution(choices.filter((choice) => choice !== undefined));
}

const choiceOf = ({ value }: TreeScalar): CategoricalChoice => (typeof value === "bigint" ? Number(value) : value);

const numberIn = (tree: Tree): number | null =>
  tree.kind === "scalar" && (typeof tree.value === "number" || typeof tree.value === "bigint")
    ? Number(tree.value)
    : null;
