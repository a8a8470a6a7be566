import { MAX_DESCRIPTION_LENGTH, MAX_SEED_LENGTH } from "../../../study/spec/spec-limits.ts";
import { hiddenCharacter, isVisible } from "../../../study/spec/visible-text.ts";

/** The description as it is published: blank is none. */
export const descriptionOf = (typed: string): string =>
  isVisible(typed) ? typed.replaceAll(/\r\n?/g, "\n").trim() : "";

export function descriptionError(typed: string): string | null {
  const text = descriptionOf(typed);
  if (text.length > MAX_DESCRIPTION_LENGTH)
    return `Shorten the description to ${MAX_DESCRIPTION_LENGTH.toLocaleString("en")} characters.`;
  const hidden = hiddenCharacter(text);
  return hidden === null ? null : `Type it again: it has an invisible character in it (${hidden}).`;
}

/** The seed as it is published: blank is none. */
export const seedOf = (typed: string): string | null => (isVisible(typed) ? typed.trim() : null);

export function seedError(typed: string): string | null {
  const seed = seedOf(typed) ?? "";
  if (seed.length > MAX_SEED_LENGTH) return `Shorten the seed to ${MAX_SEED_LENGTH} characters.`;
  const hidden = hiddenCharacter(seed);
  return hidden === null ? null : `Type it again: it has an invisible character in it (${hidden}).`;
}
