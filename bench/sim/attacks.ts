import { fail } from "../../scripts/prepare.mjs";
import { CROWDS } from "./liars/crowds.ts";
import { FALSE_LOGS } from "./liars/false-logs.ts";
import { FALSE_VERIFIERS } from "./liars/false-verifiers.ts";
import { FALSE_WORDS } from "./liars/false-words.ts";
import { LYING_AGENTS } from "./liars/lying-agents.ts";
import type { Attack } from "./world.ts";

/** What a swarm is attacked by, by name. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  ...FALSE_WORDS,
  ...LYING_AGENTS,
  ...FALSE_VERIFIERS,
  ...FALSE_LOGS,
  ...CROWDS,
};
const NONE: Attack = { about: "nobody lies", join: async () => {} };

/** The attack of that name; "none" is none. An unknown one ends the bench with a sentence. */
export function attackOf(name: string): Attack {
  if (name === "none") return NONE;
  const attack = Object.hasOwn(ATTACKS, name) ? ATTACKS[name] : undefined;
  if (attack !== undefined) return attack;
  return fail(`There is no attack "${name}"; choose ${Object.keys(ATTACKS).join(", ")}.`);
}
