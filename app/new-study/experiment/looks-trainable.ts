/** A name, with its type if it has one. */
const NAME = String.raw`\s*[\w$]+\s*(?::[^,()]+)?`;
const PARAMETERS = String.raw`\(${NAME},${NAME}(?:,\s*)?\)`;
const SIGNS: readonly RegExp[] = [
  new RegExp(String.raw`\bfunction\s+train\s*${PARAMETERS}`),
  new RegExp(String.raw`\b(?:const|let|var)\s+train\s*=\s*(?:async\s*)?(?:function\s*)?${PARAMETERS}`),
  new RegExp(String.raw`\bexport\s+default\s+(?:async\s+)?(?:function\s*[\w$]*\s*)?${PARAMETERS}`),
  new RegExp(String.raw`^\s*(?:async\s*)?${PARAMETERS}\s*=>`),
];

/** Whether the source has, as its objective, a function of two parameters. A guess: only the jail knows. */
export const looksTrainable = (source: string): boolean => SIGNS.some((sign) => sign.test(source.slice(0, 200_000)));
