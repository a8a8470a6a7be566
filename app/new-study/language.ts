/** Things only TypeScript has, outside comments and strings. */
const SIGNS: readonly RegExp[] = [
  /^\s*(export\s+)?(interface|declare|abstract)\s+\w/m,
  /^\s*(export\s+)?type\s+\w+(<[^>\n]*>)?\s*=/m,
  /^\s*import\s+type\b/m,
  /[)\]\w]\s+(as|satisfies)\s+(const\b|[A-Za-z_{[(])/,
  /\b(const|let|var)\s+\w+\s*:\s*[\w{[(]/,
  /[(,]\s*(\.{3})?\w+\??\s*:\s*[A-Z]?\w+(<[^>]*>|\[\])*\s*(=[^>=]|,|\))(?=[^{}]{0,200}(\)|=>))/,
  /\)\s*:\s*[\w<>[\]| .]+\s*(=>|\{)/,
  /[\w\])]!\s*[.[;),]/,
];

/**
 * TypeScript if anything in the source looks like it, else JavaScript. Taking JavaScript for TypeScript is harmless (there are no
 * types to strip); the other way round would not run, so doubtful signs count as TypeScript.
 */
export function detectLanguage(source: string): "javascript" | "typescript" {
  const code = withoutText(source.slice(0, 200_000));
  return SIGNS.some((sign) => sign.test(code)) ? "typescript" : "javascript";
}

const withoutText = (source: string): string =>
  source.replaceAll(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`/g,
    '""',
  );
