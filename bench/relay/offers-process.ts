// Tabs that offer each other links by the seed: a process of its own, with little to do, so that a delay is not its own.
import { setTimeout as sleep } from "node:timers/promises";
import { offerPayload } from "../../signaling/testing/wire-client.ts";
import { answerParent } from "./child.ts";
import { join, visitor } from "./visitor.ts";

const TABS = 20;

type Tab = Awaited<ReturnType<typeof join>>;
const tabs: Tab[] = [];
const delaysMs: number[] = [];
const sentMs = new Map<string, number>();
let sent = 0;

function heard(text: string): void {
  const id = /"connectionId":"(dc_\d+)"/.exec(text)?.[1];
  const since = id === undefined ? undefined : sentMs.get(id);
  if (id === undefined || since === undefined) return;
  sentMs.delete(id);
  delaysMs.push(performance.now() - since);
}

function offer(): void {
  const [from, to] = [sent % TABS, (sent * 7 + 3) % TABS];
  const connectionId = `dc_${sent++}`;
  sentMs.set(connectionId, performance.now());
  tabs[from]?.send(JSON.stringify({ type: "OFFER", dst: `tab${to}`, payload: offerPayload(connectionId) }));
}

/** How long each offer took from tab to tab; the last of them have a while to arrive, and those that do not take for ever. */
async function measure(seconds: number, perSecond: number): Promise<readonly number[]> {
  delaysMs.length = 0;
  sentMs.clear();
  const began = performance.now();
  for (let i = 0; i < seconds * perSecond; i++) {
    const dueMs = began + (1_000 * i) / perSecond;
    if (dueMs > performance.now()) await sleep(dueMs - performance.now());
    offer();
  }
  for (let i = 0; i < 50 && sentMs.size > 0; i++) await sleep(100);
  return [...delaysMs, ...Array.from(sentMs, () => Number.MAX_SAFE_INTEGER)];
}

answerParent(async ([port = 0, seconds = 0, perSecond = 0]) => {
  while (tabs.length < TABS) tabs.push(await join(visitor(port, "tab", tabs.length), heard));
  return measure(seconds, perSecond);
});
