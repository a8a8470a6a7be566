// The page's part of a jail under test: hosts the frame for an engine worker, as the app does.
import { proxy, type Remote, wrap } from "comlink";
import { pageJail } from "../../../worker/jail/page-jail.ts";
// oxlint-disable-next-line import/default -- the build gives the program as text.
import supervisor from "../../../worker/jail/supervisor.ts?inline-script";
import type { Lab } from "./engine.ts";
import type { Opening } from "./own-browser.ts";

declare global {
  interface Window {
    lab: Remote<Lab>;
    /** Longest time the main thread was held up, in milliseconds. */
    pageGapMs: number;
    /** Of a BroadcastChannel. */
    heard: unknown[];
  }
}

const engine = new Worker(new URL("./engine.ts", import.meta.url), { type: "module" });
const lab = wrap<Lab>(engine);
const jail = pageJail({ supervisor, onLost: (slot) => void lab.onJailLost(slot) });
await lab.boot(
  proxy({ openSlot: (port: MessagePort) => jail.openSlot(port), killSlot: (slot: number) => jail.killSlot(slot) }),
);

window.heard = [];
window.pageGapMs = 0;
let lastMs = performance.now();
setInterval(() => {
  const nowMs = performance.now();
  window.pageGapMs = Math.max(window.pageGapMs, nowMs - lastMs - 50);
  lastMs = nowMs;
}, 50);
window.lab = lab;

// A browser without a driver is told by the address what to open.
const openings: readonly Opening[] = location.hash === "" ? [] : JSON.parse(decodeURIComponent(location.hash.slice(1)));
for (const [name, javascript, options] of openings) {
  await lab.open(name, javascript, options);
  while (!(await lab.events(name)).some((event) => event.type === "ready"))
    await new Promise((resolve) => setTimeout(resolve, 20));
}
