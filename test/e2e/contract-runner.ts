/** The four functions of vitest that a contract suite uses, for a page in a real browser. Bundled in place of "vitest". */
type Step = () => unknown;

interface Suite {
  readonly name: string;
  readonly before: Step[];
  readonly after: Step[];
  readonly tests: { readonly name: string; readonly run: Step }[];
}

const suites: Suite[] = [];
const current = (): Suite => {
  const suite = suites.at(-1);
  if (!suite) throw new Error("Outside of a describe.");
  return suite;
};

export function describe(name: string, define: () => void): void {
  suites.push({ name, before: [], after: [], tests: [] });
  define();
}
export const it = (name: string, run: Step): void => void current().tests.push({ name, run });
export const beforeEach = (run: Step): void => void current().before.push(run);
export const afterEach = (run: Step): void => void current().after.push(run);

/** As JSON; in which order an object has its fields is no difference. */
const shown = (value: unknown): string => JSON.stringify(value, (_key, part: unknown) => inOrder(part));

function inOrder(part: unknown): unknown {
  if (ArrayBuffer.isView(part)) return Object.values(part);
  if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const expect = (actual: unknown) => {
  const same = (expected: unknown) => {
    if (shown(actual) !== shown(expected)) throw new Error(`expected ${shown(expected)}, got ${shown(actual)}`);
  };
  return { toBe: same, toEqual: same };
};

export interface TestResult {
  readonly name: string;
  readonly fault: string | null;
}

/** Runs every suite that has been described. */
export async function runAll(): Promise<TestResult[]> {
  const results: TestResult[] = [];
  for (const suite of suites) {
    for (const test of suite.tests) {
      const name = `${suite.name} ${test.name}`;
      try {
        for (const step of suite.before) await step();
        await test.run();
        for (const step of suite.after) await step();
        results.push({ name, fault: null });
      } catch (error) {
        results.push({ name, fault: String(error) });
      }
    }
  }
  return results;
}

Object.assign(globalThis, { runAll });
