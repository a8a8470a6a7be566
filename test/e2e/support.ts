import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, expect, type Page, test } from "@playwright/test";

const root = join(import.meta.dirname, "..", "..");

/** Tag of a test that measures time or processor use, or fills the machine: `npm test` runs no other beside it. */
export const ALONE = "@alone";

/** Tag of a test that mostly waits, for a minute and more, and says how long something took: `npm test` runs such beside others. */
export const WAITS = "@waits";

/** A real seed in its own process, serving the built page. */
export interface Seed {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the seed, with further options, and resolves when it answers. `port` 0 takes a free one; `data`: the folder in which it keeps studies. */
export async function startSeed(port = 0, options: readonly string[] = [], data: string | null = null): Promise<Seed> {
  const keeping = data === null ? ["--no-archive"] : ["--data", data];
  const chosen = port === 0 ? await freePort() : port;
  const child = spawn(
    join(root, "node_modules", "node", "bin", "node"),
    [join(root, "signaling", "main.ts"), "--port", String(chosen), "--no-open", ...keeping, ...options],
    { cwd: root, stdio: ["ignore", "ignore", "inherit"] },
  );
  const url = `http://localhost:${chosen}`;
  await expect.poll(() => answers(`${url}/health`), { timeout: 60_000 }).toBe(true);
  return { port: chosen, url, stop: () => end(child) };
}

/** A seed for all tests of a file, each of which has its tabs closed behind it. */
export function sharedSeed(): Pick<Seed, "port" | "url"> {
  let started: Seed | null = null;
  const seed = (): Seed => {
    if (started === null) throw new Error("The seed is there from the first test on.");
    return started;
  };
  test.beforeAll(async () => {
    started = await startSeed();
  });
  test.afterAll(() => started?.stop());
  test.afterEach(({ browser }) => closeTabs(browser));
  return {
    get port() {
      return seed().port;
    },
    get url() {
      return seed().url;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** This machine's address on a network, where browsers give no secure context; null without one. */
export function lanAddress(): string | null {
  const found = Object.values(networkInterfaces())
    .flat()
    .find((address) => address !== undefined && address.family === "IPv4" && !address.internal);
  return found?.address ?? null;
}

export interface StudyForm {
  readonly name?: string;
  readonly objective: string;
  readonly sampler?: "tpe" | "random";
  readonly direction?: "minimize" | "maximize";
  readonly rounds?: number;
  readonly trialsPerRound?: number;
  /** Total trials of the whole swarm, in place of rounds. */
  readonly total?: number;
  /** A time limit, in place of rounds. */
  readonly seconds?: number;
  readonly trialTimeoutSeconds?: number;
  /** Who can join; listed unless said otherwise. */
  readonly access?: "listed" | "link" | "private";
  /** The name of a second objective; the first one is called "first" then. */
  readonly secondObjective?: string;
  /** No trial of it ends with a value soon, so that it takes a second press to publish it. */
  readonly givesNothing?: boolean;
}

export const quadratic = `export default async (trial) => {
  const x = trial.suggestFloat("x", -100, 100);
  const y = trial.suggestCategorical("y", [-1, 0, 1]);
  return x ** 2 + y;
};`;

/** The quadratic with this much waiting in every trial, by a timer, so that many such tabs leave the machine to what is tested. */
export const slowQuadratic = (ms: number) => `export default async (trial) => {
  const x = trial.suggestFloat("x", -100, 100);
  const y = trial.suggestCategorical("y", [-1, 0, 1]);
  await new Promise((resolve) => setTimeout(resolve, ${ms}));
  return x ** 2 + y;
};`;

/** A fresh profile (own storage, own identity) in this browser, whose pages stand still: what moves is painted on and on. */
export async function newTab(browser: Browser): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ reducedMotion: "reduce" });
  return context.newPage();
}

/** Ends everything the tabs of this browser do, so that one test's swarm does not slow the next. */
export async function closeTabs(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()));
}

/** Kills the tab's process: no goodbye, as when the machine loses power. The page object is useless afterwards. */
export async function killTab(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = new Promise((resolve) => page.once("crash", resolve));
  // The answer to this command dies with the tab.
  session.send("Page.crash").catch((error: unknown) => expect(String(error)).toMatch(/crash|closed|detached/i));
  await crashed;
}

/** A tab of a browser without WebRTC, as with an extension that forbids it: it reaches others by the relay alone. */
export async function tabWithoutWebRtc(place: Browser | BrowserContext): Promise<Page> {
  const page = "newContext" in place ? await newTab(place) : await place.newPage();
  await page.addInitScript(() => {
    Object.assign(window, { RTCPeerConnection: undefined });
  });
  return page;
}

/** Fills the form and publishes; resolves with the study's link at `seedUrl`, whatever address the page invites others by. */
export async function publish(page: Page, seedUrl: string, form: StudyForm): Promise<string> {
  await page.goto(seedUrl);
  await page
    .getByRole("link", { name: "New study" })
    .or(page.getByRole("button", { name: "New study" }))
    .click();
  await fillStudy(page, form);
  await page.getByRole("button", { name: "Publish study" }).click();
  if (form.givesNothing) await page.getByRole("button", { name: "Publish anyway" }).click();
  const link = page.getByLabel("Invite link");
  await expect(link).toHaveValue(/#\/s\//);
  return `${seedUrl}/${new URL(await link.inputValue()).hash}`;
}

export async function fillStudy(page: Page, form: StudyForm): Promise<void> {
  await page.getByLabel("Study name").fill(form.name ?? "A test study");
  await page.getByLabel("Objective", { exact: true }).fill(form.objective);
  await page.getByLabel("Sampler", { exact: true }).selectOption(form.sampler ?? "tpe");
  await page.getByLabel("Direction", { exact: true }).selectOption(form.direction ?? "minimize");
  if (form.total !== undefined) {
    await page.getByLabel("Budget", { exact: true }).selectOption("trials");
    await page.getByLabel("Total trials").fill(String(form.total));
  } else if (form.seconds !== undefined) {
    await page.getByLabel("Budget", { exact: true }).selectOption("time");
    await page.getByLabel("Time limit", { exact: true }).fill(String(form.seconds));
  } else if (form.rounds !== undefined) {
    await page.getByLabel("Rounds", { exact: true }).fill(String(form.rounds));
  }
  if (form.trialsPerRound !== undefined) await page.getByLabel("Trials per round").fill(String(form.trialsPerRound));
  if (form.access !== undefined) await page.getByLabel("Who can join").selectOption(form.access);
  if (form.trialTimeoutSeconds !== undefined)
    await page.getByLabel("Stop a trial after").fill(String(form.trialTimeoutSeconds));
  if (form.secondObjective === undefined) return;
  await page.getByRole("button", { name: "Add an objective" }).click();
  await page.getByRole("group", { name: "Objective 1" }).getByLabel("Name").fill("first");
  await page.getByRole("group", { name: "Objective 2" }).getByLabel("Name").fill(form.secondObjective);
}

/** Opens an invite link and presses Join. */
export async function joinByLink(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole("button", { name: /^Join/ }).click();
}

/** The machine-readable value of one of the page's figures, as text. */
export async function figure(page: Page, testId: string): Promise<string> {
  return (await page.getByTestId(testId).getAttribute("data-value")) ?? "";
}

/** Resolves when all of these tabs that work show one best, which others have run again. */
export async function agreeOnBest(pages: readonly Page[]): Promise<void> {
  const isAgreed = async (): Promise<boolean> => {
    const shown = await Promise.all(
      pages.map(async (page) => `${await figure(page, "best-state")} ${await figure(page, "best-value")}`),
    );
    return new Set(shown).size === 1 && shown[0]?.startsWith("verified ") === true;
  };
  await expect.poll(isAgreed, { timeout: 30_000, message: "one verified best" }).toBe(true);
}

/** Resolves when the figure satisfies `holds`. */
export async function figureBecomes(
  page: Page,
  testId: string,
  holds: (value: string) => boolean,
  timeoutMs = 120_000,
): Promise<string> {
  let last = "";
  await expect
    .poll(async () => holds((last = await figure(page, testId))) || last, { timeout: timeoutMs, message: testId })
    .toBe(true);
  return last;
}

export const atLeast = (n: number) => (value: string) => value !== "" && Number(value) >= n;
export const exactly = (text: string | number) => (value: string) => value === String(text);
