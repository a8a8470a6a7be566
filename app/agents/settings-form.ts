import { type AgentsOptions, agents } from "../../gallery/agents/agents.js";
import type { TrainingOrder } from "../../worker/training/training-api.ts";
import { formatCount, plural } from "../parts/numbers.ts";

export type Communication = NonNullable<AgentsOptions["communication"]>;
export type Clamped = NonNullable<AgentsOptions["clamped"]>;

export type NumberField = (typeof NUMBER_FIELDS)[number];
export const NUMBER_FIELDS = [
  "agents",
  "parameters",
  "target",
  "tolerance",
  "episodes",
  "steps",
  "hidden",
  "learningRate",
  "seed",
] as const;

/** The settings as they are typed. */
export type SettingsForm = Readonly<Record<NumberField, string>> & {
  readonly communication: Communication;
  readonly clamped: Clamped;
};

export type SettingsErrors = Readonly<Partial<Record<NumberField, string>>>;

/** The notebook's, but for the seed, and for what is done where the clamp holds all: there the remedy. */
export const DEFAULT_FORM: SettingsForm = {
  agents: "4",
  parameters: "20",
  target: "5",
  tolerance: "0.1",
  episodes: "1000",
  steps: "50",
  hidden: "64",
  learningRate: "0.001",
  seed: "1",
  communication: "all",
  clamped: "end",
};

interface Range {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** Those of `agents.settingsOf`; a test holds them together. */
export const WHOLE: Readonly<Partial<Record<NumberField, Range>>> = {
  agents: { name: "Agents", low: 1, high: 1_000 },
  parameters: { name: "Parameters", low: 1, high: 10_000 },
  episodes: { name: "Episodes", low: 1, high: 1_000_000 },
  steps: { name: "Steps", low: 1, high: 10_000 },
  hidden: { name: "Hidden units", low: 1, high: 1_024 },
  seed: { name: "The seed", low: 0, high: 2 ** 32 - 1 },
};

/** Of all agents together: the training holds four numbers for each, and a step goes through all of them. */
const MAX_WEIGHTS = 1_000_000;

export type ReadSettings =
  | { readonly ok: true; readonly order: TrainingOrder }
  | { readonly ok: false; readonly errors: SettingsErrors };

/** What is to be trained, or what is wrong with each field, in sentences. */
export function readSettings(form: SettingsForm): ReadSettings {
  const errors: Partial<Record<NumberField, string>> = {};
  const numberIn = (field: NumberField): number => {
    const value = numberOf(form[field], !SMALL.has(field));
    const error = value === null ? noNumber(form[field]) : ownError(field, value);
    if (error !== null) errors[field] = error;
    return value ?? Number.NaN;
  };
  const seed = numberIn("seed");
  const settings = {
    agents: numberIn("agents"),
    parameters: numberIn("parameters"),
    target: numberIn("target"),
    tolerance: numberIn("tolerance"),
    episodes: numberIn("episodes"),
    steps: numberIn("steps"),
    hidden: numberIn("hidden"),
    learningRate: numberIn("learningRate"),
    communication: form.communication,
    clamped: form.clamped,
  };
  const isRight = (...fields: readonly NumberField[]): boolean => fields.every((field) => errors[field] === undefined);
  if (isRight("agents", "parameters") && settings.parameters < settings.agents)
    errors.agents = `Each agent owns a parameter at least: use ${formatCount(settings.parameters)} or fewer agents, or more parameters.`;
  if (isRight("target", "parameters") && Math.abs(settings.target) > settings.parameters)
    errors.target = `${sumWords(settings.parameters)} at most: use a nearer target or more parameters.`;
  if (isRight("agents", "parameters", "hidden")) {
    const weights = weightCount(settings);
    if (weights > MAX_WEIGHTS)
      errors.hidden = `These networks would have ${formatCount(weights)} weights, and this page trains ${formatCount(MAX_WEIGHTS)} at most: use fewer hidden units, parameters or agents.`;
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, order: { settings: agents.settingsOf(settings), seed } };
}

/** Nobody groups the digits of these: a comma stands before their decimals, in other languages. */
const SMALL: ReadonlySet<NumberField> = new Set(["tolerance", "learningRate"]);
const GROUPED = /^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;

const noNumber = (typed: string): string =>
  typed.includes(",") ? "Type a number, its decimals after a point." : "Type a number.";

function numberOf(typed: string, mayBeGrouped: boolean): number | null {
  const trimmed = typed.trim().replaceAll("\u2212", "-");
  const text = mayBeGrouped && GROUPED.test(trimmed) ? trimmed.replaceAll(",", "") : trimmed;
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return null;
  return Number(text);
}

/** What is wrong with a number by itself; null where nothing is. */
function ownError(field: NumberField, value: number): string | null {
  const range = WHOLE[field];
  if (range !== undefined) {
    const { name, low, high } = range;
    if (Number.isInteger(value) && value >= low && value <= high) return null;
    return `${name}: a whole number from ${formatCount(low)} to ${formatCount(high)}.`;
  }
  if (!Number.isFinite(value)) return "Use a smaller number.";
  if (field === "target" || value > 0) return null;
  return field === "tolerance"
    ? "The tolerance is above 0: how near the sum has to come."
    : "The learning rate is above 0.";
}

const sumWords = (parameters: number): string =>
  `${plural(parameters, "parameter")} within \u22121 and 1 ${parameters === 1 ? "comes" : "add up"} to ${formatCount(parameters)}`;

/** How many weights and biases the networks of all agents have together. */
export function weightCount(
  settings: Pick<AgentsOptions, "agents" | "parameters" | "hidden" | "communication">,
): number {
  const hidden = settings.hidden ?? 0;
  return shares(settings).reduce((sum, { own, told }) => {
    const sizes = [own + told, hidden, hidden, own];
    return sum + sizes.slice(1).reduce((all, size, i) => all + ((sizes[i] ?? 0) + 1) * size, 0);
  }, 0);
}

interface Share {
  /** Parameters that an agent owns. */
  readonly own: number;
  /** Numbers that it gets of the others in each step. */
  readonly told: number;
}

/** Of each agent; the first own one parameter more where they do not come out even. */
export function shares({
  agents: count = 1,
  parameters = 1,
  communication = "all",
}: Pick<AgentsOptions, "agents" | "parameters" | "communication">): readonly Share[] {
  const larger = parameters % count;
  const own = Array.from({ length: count }, (_, k) => Math.floor(parameters / count) + (k < larger ? 1 : 0));
  return own.map((size, k) => {
    switch (communication) {
      case "none":
        return { own: size, told: 0 };
      case "sum":
        return { own: size, told: 1 };
      case "all":
        return { own: size, told: parameters - size };
      case "neighbours": {
        const around = new Set([(k + count - 1) % count, (k + 1) % count]);
        around.delete(k);
        return { own: size, told: [...around].reduce((sum, other) => sum + (own[other] ?? 0), 0) };
      }
    }
  });
}
