import { type Browser, expect, type Page } from "@playwright/test";

/** What the liar says its trials came to is at least this much below the truth. */
const FALSE_BY = 1e6;
/** What it says to have run, at least. */
export const FALSE_TOTAL = 4e11;
const FALSE_RUNNING = 4e9;
const FALSE_LEASES = 32;
/** The name in the same status as the false leases and the false running count: who shows it has read them. */
export const LIAR_NAME = "liar with 32 leases";

interface Lie {
  /** How the built script reads where the truth is told; fields keep their names in it. */
  readonly truth: RegExp;
  readonly lie: string;
}

const LIES: Readonly<Record<string, Lie>> = {
  best: {
    truth: /\badd\((\w+),(\w+),(\w+)=\[\]\)\{if\(this\.#\w+\)return\[\];/g,
    lie:
      `$&for(const it of $1)if(it.state==="complete"){` +
      `it.values=it.values.map((value)=>value-${FALSE_BY}-it.number);globalThis.lied=it;}`,
  },
  totals: {
    truth: /totals:\{\.\.\.(this\.#\w+)\},best:(\w+)\?/g,
    lie: `totals:{...$1,complete:${FALSE_TOTAL}+$1.complete},best:$2?`,
  },
  "what runs": {
    truth: /return\{name:(\w+)\.name,(.{1,120}?),runningCount:\1\.runningCount,leases:(\w+),/g,
    lie:
      `const lied=globalThis.lied;return{name:lied===void 0?$1.name:${JSON.stringify(LIAR_NAME)},$2,` +
      `runningCount:${FALSE_RUNNING},leases:lied===void 0?$3:Array.from({length:${FALSE_LEASES}},(_,at)=>` +
      `({number:1e5+at,state:"running",seconds:null,step:null,value:NaN,space:lied.space,params:lied.params})),`,
  },
};

/** The script with every lie in its one place. */
function lying(script: string): string {
  let patched = script;
  for (const [name, { truth, lie }] of Object.entries(LIES)) {
    expect(patched.match(truth) ?? [], `where the built script tells the truth about ${name}`).toHaveLength(1);
    patched = patched.replace(truth, lie);
  }
  return patched;
}

/**
 * A tab with a valid key and the page as built, but for what it tells others: each of its trials is a record, it has run more
 * than anybody could, and thousands of millions more run. A build that tells the truth elsewhere fails to load in it.
 */
export async function lyingTab(browser: Browser): Promise<Page> {
  const context = await browser.newContext();
  await context.route(/\/assets\/agent-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: lying(await response.text()) });
  });
  return context.newPage();
}
