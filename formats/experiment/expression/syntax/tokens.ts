import { quoted } from "../../shown-text.ts";
import { ExpressionFault } from "../fault.ts";
import { stringLiteral } from "./string-literal.ts";

export type Token =
  | { readonly kind: "number"; readonly at: number; readonly value: bigint | number }
  | { readonly kind: "string"; readonly at: number; readonly value: string }
  | { readonly kind: "name" | "operator"; readonly at: number; readonly text: string }
  | { readonly kind: "end"; readonly at: number };

/** Longer ones are programs: those belong in the script. */
export const MAX_EXPRESSION_LENGTH = 2_000;

const SPACE = /[ \t\n\r\f]+/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /\*\*|\/\/|<<|>>|<=|>=|==|!=|[-+*/%()[\]{},:.<>=&|^~]/y;
const NUMBER =
  /0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:[0-9](?:_?[0-9])*)?\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?|[0-9](?:_?[0-9])*\.?(?:[eE][-+]?[0-9](?:_?[0-9])*)?/y;

/** Python's tokens; the last one is the end. */
export function tokensOf(text: string): readonly Token[] {
  if (text.length > MAX_EXPRESSION_LENGTH)
    throw new ExpressionFault(0, `an expression has at most ${MAX_EXPRESSION_LENGTH} characters`);
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  for (;;) {
    at += match(SPACE)?.length ?? 0;
    if (at >= text.length) break;
    const string = stringLiteral(text, at);
    const number = string === null ? match(NUMBER) : null;
    const name = string === null && number === null ? match(NAME) : null;
    const written = string?.text ?? number ?? name ?? match(OPERATOR);
    if (written === null || written === "") throw unknownCharacter(text, at);
    if (string !== null) tokens.push({ kind: "string", at, value: string.value });
    else if (number !== null) tokens.push({ kind: "number", at, value: numberOf(number, text, at) });
    else tokens.push({ kind: name === null ? "operator" : "name", at, text: written });
    at += written.length;
  }
  tokens.push({ kind: "end", at: text.length });
  return tokens;
}

function unknownCharacter(text: string, at: number): ExpressionFault {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return new ExpressionFault(at, `${quoted(character)} has no meaning in an expression`);
}

function numberOf(written: string, text: string, at: number): bigint | number {
  const next = text[at + written.length] ?? "";
  if (/[jJ]/.test(next)) throw new ExpressionFault(at, "complex numbers are not known here");
  if (/[A-Za-z0-9_]/.test(next))
    throw new ExpressionFault(at, "a number ends where a name begins: put a space between");
  const digits = written.replaceAll("_", "");
  if (!/^(?:[0-9]+|0[xXoObB].*)$/.test(digits)) return Number(digits);
  if (/^0[0-9]*[1-9]/.test(digits)) throw new ExpressionFault(at, "Python writes no zeros before a whole number");
  if (digits.length > 300) throw new ExpressionFault(at, "this number has too many digits");
  return BigInt(digits.toLowerCase());
}
