// The engine worker: everything of a tab that decides. Here its adapters are chosen and joined to the page.
import { expose, proxy, type Remote, transfer } from "comlink";
import { LinkMux } from "../agent/link/link-mux.ts";
import type { Address } from "../agent/ports.ts";
import { SeedRendezvous } from "../links/seed-rendezvous.ts";
import { base64url, peerIdOf } from "../swarm/ids.ts";
import { Engine } from "./engine/engine.ts";
import type { BootOptions, EngineLinks, EngineWorker, PageHost, Profile } from "./engine/engine-api.ts";
import { engineClassOf } from "./engine/engine-class.ts";
import { Refusal } from "./engine/engine-input.ts";
import { LateRunner } from "./engine/late-runner.ts";
import { PageTransport } from "./engine/page-transport.ts";
import { Siblings } from "./engine/siblings.ts";
import { StudyLocks } from "./engine/study-locks.ts";
import { readTabMemory, TAB_NAME_BYTES, type TabMemory, tabMemoryText } from "./engine/tab-memory.ts";
import { signatures } from "./identity/ed25519.ts";
import { loadProfile, saveProfileName } from "./identity/identity.ts";
import { profileName, tidyName } from "./identity/profile-name.ts";
import type { JailRunner } from "./jail/jail-runner.ts";
import { openDatabase } from "./store/database.ts";
import { dismissNotice, readNotice } from "./store/first-format.ts";
import { idbSegmentStore } from "./store/idb-segment-store.ts";
import type { Database } from "./store/schema.ts";
import { systemClock } from "./system-clock.ts";

/** The profile's: the page names its worker after it. */
const DATABASE = self.name;
/** Browsers that hide the number of cores tell none. */
const UNKNOWN_CORES = 2;
/** Logs this tab has opened: one for each study joined; older ones are of studies left long ago. */
const MAX_OWN_LOGS = 1_024;

interface Running {
  readonly engine: Engine;
  readonly transport: PageTransport;
  readonly runner: LateRunner<JailRunner>;
  readonly siblings: Siblings;
  /** Null: nothing is kept, from the start or since the database went away. */
  database: Database | null;
}

let running: Running | null = null;
let here: { readonly address: Address; readonly token: string } | null = null;
/** What the page's links reported while the engine was still starting, in order. */
const early: ((links: Running) => void)[] = [];

const engine = (): Engine => started().engine;

/** The engine, about to run trials: what that needs is fetched while the study is opened. */
function soonRunning(): Engine {
  const { engine, runner } = started();
  runner.fetch();
  return engine;
}

function started(): Running {
  if (running === null) throw new Refusal("This tab's engine has not started yet. Reload the page.");
  return running;
}

function whenRunning(report: (links: Running) => void): void {
  if (running === null) early.push(report);
  else report(running);
}

const randomBytes = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));

const siblingChannel = (): BroadcastChannel | null =>
  typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(DATABASE);

/** What this tab was before it was reloaded. A copy of a tab that is still there begins anew: nobody joined anything in it. */
async function recall(text: string | null, siblings: Siblings): Promise<TabMemory> {
  const recalled = readTabMemory(text);
  if (recalled !== null && !(await siblings.hasTab(recalled.tab))) return recalled;
  return { tab: base64url(randomBytes(TAB_NAME_BYTES)), studies: [] };
}

/** What this tab is called; null until the page has said what it remembers. */
let thisTab: TabMemory | null = null;
/** Why nothing is kept any more; null while the storage is there. */
let lost: string | null = null;

/** What the engine needs and no page has a say in: this browser's storage and keys, and its other tabs. */
async function prepare() {
  const siblings = new Siblings(siblingChannel(), systemClock, () => {
    return { studies: running?.engine.studies ?? [], tab: thisTab?.tab ?? null };
  });
  const ownLogs = new Set<string>();
  let loseStore = (reason: string): void => {
    lost = reason;
  };
  // `crypto.subtle` is missing on plain http away from localhost, whatever its type says.
  const [opened, crypto25519] = await Promise.all([
    openDatabase(DATABASE, (reason) => loseStore(reason)),
    signatures(crypto.subtle),
  ]);
  const database = "reason" in opened ? null : opened;
  if ("reason" in opened) console.warn(`Nothing will survive a reload. ${opened.reason}`);
  const store = idbSegmentStore(database, {
    isOwn: (key) => ownLogs.has(key.slice(0, key.indexOf("/"))),
    onNotDurable: (reason) => running?.engine.loseStorage(reason),
  });
  loseStore = (reason) => {
    lost = reason;
    if (running !== null) running.database = null;
    store.lose(reason);
  };
  if (lost !== null) store.lose(lost);
  const { secret, name } = await loadProfile(database);
  const signer = await crypto25519.signer(secret);
  return { siblings, ownLogs, database, store, crypto25519, signer, name };
}

/** Begun at once: the page may still be loading. */
const preparing = prepare();

async function boot(options: BootOptions, host: Remote<PageHost>): Promise<Profile> {
  if (running !== null) throw new Refusal("This tab's engine runs already.");
  const { siblings, ownLogs, database, store, crypto25519, signer, name } = await preparing;
  const transport = new PageTransport(host);
  const runner = new LateRunner(async () => {
    const [{ JailRunner }, { default: runtime }] = await Promise.all([
      import("./jail/jail-runner.ts"),
      import("./jail/objective/objective-runtime.ts?inline-script"),
    ]);
    return new JailRunner({ host, clock: systemClock, runtime });
  });
  const shownName = name ?? profileName(signer.publicKey);
  const tab = await recall(options.recalled, siblings);
  thisTab = tab;
  const locks = new StudyLocks(navigator.locks ?? null, DATABASE);
  const remember = (studies: TabMemory["studies"]): void => {
    locks.hold(studies.map(({ studyId }) => studyId));
    host
      .remember(tabMemoryText({ ...tab, studies }))
      .catch((error: unknown) => console.warn("The page does not remember this tab's studies.", error));
  };
  // A copy of a tab must not pass for the tab it was copied from.
  if (options.recalled !== null) remember(tab.studies);
  const engine = new Engine({
    signer,
    verifier: crypto25519,
    clock: systemClock,
    store,
    mux: new LinkMux(transport, systemClock),
    rendezvous: new SeedRendezvous({ seedUrl: options.seedUrl, whereAmI: () => here }),
    runner,
    stripTypes: (source) => host.stripTypes(source),
    randomBytes,
    maxCores: Math.max(1, navigator.hardwareConcurrency || UNKNOWN_CORES),
    profileName: shownName,
    engineClass: engineClassOf(navigator.userAgent),
    studiesElsewhere: () => siblings.studies(),
    studiesHeldElsewhere: () => locks.elsewhere(),
    onOwnLog: (log) => {
      if (ownLogs.size < MAX_OWN_LOGS) ownLogs.add(log);
    },
    recalled: tab.studies,
    onOwnStudies: remember,
  });
  running = { engine, transport, runner, siblings, database: lost === null ? database : null };
  if (lost !== null) engine.loseStorage(lost);
  for (const report of early.splice(0)) report(running);
  await engine.resumeMemberships();
  return { peerId: peerIdOf(signer.publicKey), name: shownName, secure: isSecureContext, durable: database !== null };
}

async function setName(typed: string): Promise<void> {
  const name = tidyName(typed);
  if (name === null) throw new Refusal("A name has 1 to 40 characters.");
  engine().rename(name);
  const { database } = started();
  if (database !== null) await saveProfileName(database, name);
}

const links: EngineLinks = {
  onAddress(address, token) {
    here = address === null ? null : { address, token };
    whenRunning(({ transport }) => transport.onAddress(address));
  },
  onLinkOpened: (link, address, kind, incoming) =>
    whenRunning(({ transport }) => transport.onLinkOpened(link, address, kind, incoming)),
  onLinkClosed: (link) => whenRunning(({ transport }) => transport.onLinkClosed(link)),
  onLinkKind: (link, kind) => whenRunning(({ transport }) => transport.onLinkKind(link, kind)),
  onDoubt: () => whenRunning(({ transport }) => transport.onDoubt()),
  onConnectFailed: (address, reason) => whenRunning(({ transport }) => transport.onConnectFailed(address, reason)),
  onMessage: (link, bytes) => whenRunning(({ transport }) => transport.onMessage(link, bytes)),
  onJailLost: (slot) => whenRunning(({ runner }) => runner.runner?.onJailLost(slot)),
};

const exposed: Omit<EngineWorker, "boot"> & { boot: typeof boot } = {
  boot,
  setName,
  notice: async () => readNotice(started().database),
  dismissNotice: async () => dismissNotice(started().database),
  links: proxy(links),
  createStudy: async (draft, cores) => soonRunning().createStudy(draft, cores),
  testRun: async (draft, count, onProgress) => soonRunning().testRun(draft, count, onProgress),
  stopTestRun: async () => engine().stopTestRun(),
  describe: async (studyId, onMissing, secret) => engine().describe(studyId, onMissing, secret),
  join: async (studyId, cores) => soonRunning().join(studyId, cores),
  pause: async (studyId) => engine().pause(studyId),
  resume: async (studyId) => engine().resume(studyId),
  runMoreRounds: async (studyId) => engine().runMoreRounds(studyId),
  setCores: async (studyId, cores) => engine().setCores(studyId, cores),
  limitUpload: async (studyId, bytesPerSecond) => engine().limitUpload(studyId, bytesPerSecond),
  leave: async (studyId) => engine().leave(studyId),
  memberships: async () => engine().memberships(),
  formerStudies: async () => engine().formerStudies(),
  forget: async (studyId) => engine().forget(studyId),
  watch: async (studyId, onSnapshot) => engine().watch(studyId, onSnapshot),
  unwatch: async (studyId) => engine().unwatch(studyId),
  trials: async (studyId, query) => engine().trials(studyId, query),
  events: async (studyId, query) => engine().events(studyId, query),
  curves: async (studyId, query) => {
    const page = await engine().curves(studyId, query);
    if (page === null) return null;
    // Handed over, not copied: the page would wait for as many megabytes.
    const buffers = page.curves.flatMap(({ points }) => (points ? [points.x.buffer, points.y.buffer] : []));
    return transfer(page, buffers);
  },
  importances: async (studyId, query) => engine().importances(studyId, query),
  generations: async (studyId, query) => engine().generations(studyId, query),
  generationFile: async (studyId, generation) => {
    const file = await engine().generationFile(studyId, generation);
    return transfer(file, [file.buffer]);
  },
  playChampion: async (studyId, generation, episode) => soonRunning().playChampion(studyId, generation, episode),
  stopPlay: async () => engine().stopPlay(),
  setSeen: async (seen) => engine().setSeen(seen),
  goodbye: async () => {
    running?.siblings.leave();
    await running?.engine.goodbye();
  },
};

expose(exposed);
