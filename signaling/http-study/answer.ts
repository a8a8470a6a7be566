import { MisuseError } from "../../study/errors.ts";
import { type Refusal, refusal } from "../refusal.ts";

/** What a stranger asked for, or why not: a status, a word for programs and a sentence for people. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const answer = <T>(value: T): Answer<T> => ({ ok: true, value });
export const no = (
  statusCode: number,
  error: string,
  message: string,
): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: refusal(statusCode, error, message),
});

/** What the study's own code finds wrong is the caller's mistake. */
export function orMisuse<T>(act: () => T): Answer<T> {
  try {
    return answer(act());
  } catch (error) {
    if (error instanceof MisuseError) return no(422, "misuse", error.message);
    throw error;
  }
}
