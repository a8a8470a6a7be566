import { Misuse } from "./misuse.ts";

/** Reads a whole number between two bounds, or says what to give. */
export const wholeNumber =
  (flag: string, least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text.trim()) && value >= least && value <= most) return value;
    throw new Misuse(`"${text}" will not do for ${flag}: give a whole number from ${least} to ${most}.`);
  };

/** Reads a number above zero, or says what to give. */
export const positiveNumber =
  (flag: string, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && value > 0 && value <= most) return value;
    throw new Misuse(`"${text}" will not do for ${flag}: give a number above 0, at most ${most}.`);
  };

/** Reads one of several words, or says which there are. */
export const oneOf =
  <T extends string>(flag: string, words: readonly T[]) =>
  (text: string): T => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    throw new Misuse(`"${text}" will not do for ${flag}: give one of ${words.join(", ")}.`);
  };
