import { proxy, type Remote, wrap } from "comlink";
import type { EngineApi, EngineWorker } from "../worker/engine/engine-api.ts";
import { reached } from "../worker/milestones.ts";
import { engineFailure, engineWorker } from "./engine-worker.ts";
import type { PageEngine } from "./page-engine.ts";
import { createPage, recalledTab } from "./page-host.ts";
import { seedPlace } from "./seed-place.ts";

/** On the slowest machine the engine is up in a second or two; a browser without module workers never says anything. */
const START_LIMIT_MS = 20_000;

/** Boots this tab's engine in its worker. Rejects with a sentence if this browser cannot run it. */
export async function connectEngine(): Promise<PageEngine> {
  reached("drawn");
  const { origin: seedUrl, elsewhere } = seedPlace();
  const remote = wrap<EngineWorker>(engineWorker);
  const page = createPage(remote.links, seedUrl);
  const booted = remote.boot({ seedUrl, recalled: recalledTab() }, proxy(page.host));
  const profile = await Promise.race([booted, engineFailure, timeLimit()]);
  reached("engine");
  tellWhetherSeen(remote);
  addEventListener("pagehide", (event) => {
    // A page that the browser keeps aside (`persisted`) goes on where it was, with its engine.
    if (event.persisted) return;
    remote.goodbye().catch((error: unknown) => console.warn("The engine did not say goodbye.", error));
  });
  return {
    engine: engineOf(remote),
    profile,
    prewarm: () => page.prewarm(),
    connection: page.connection,
    seedElsewhere: elsewhere,
  };
}

/** Nobody looks at a page in a tab behind others: the engine need not show it every change. */
function tellWhetherSeen(remote: Remote<EngineWorker>): void {
  const tell = (): void => {
    remote.setSeen(!document.hidden).catch((error: unknown) => console.warn("The engine was not told.", error));
  };
  if (document.hidden) tell();
  document.addEventListener("visibilitychange", tell);
}

/** The engine as if it were here: callbacks are proxied, whether or not the caller did so. */
function engineOf(remote: Remote<EngineWorker>): EngineApi {
  return {
    boot: (options, host) => remote.boot(options, host),
    setName: (name) => remote.setName(name),
    notice: () => remote.notice(),
    dismissNotice: () => remote.dismissNotice(),
    createStudy: (draft, cores) => remote.createStudy(draft, cores),
    testRun: (draft, count, onProgress) => remote.testRun(draft, count, onProgress && proxy(onProgress)),
    stopTestRun: () => remote.stopTestRun(),
    describe: (studyId, onMissing, secret) => remote.describe(studyId, onMissing && proxy(onMissing), secret),
    join: (studyId, cores) => remote.join(studyId, cores),
    pause: (studyId) => remote.pause(studyId),
    resume: (studyId) => remote.resume(studyId),
    runMoreRounds: (studyId) => remote.runMoreRounds(studyId),
    setCores: (studyId, cores) => remote.setCores(studyId, cores),
    limitUpload: (studyId, bytesPerSecond) => remote.limitUpload(studyId, bytesPerSecond),
    leave: (studyId) => remote.leave(studyId),
    memberships: () => remote.memberships(),
    formerStudies: () => remote.formerStudies(),
    forget: (studyId) => remote.forget(studyId),
    watch: (studyId, onSnapshot) => remote.watch(studyId, proxy(onSnapshot)),
    unwatch: (studyId) => remote.unwatch(studyId),
    trials: (studyId, query) => remote.trials(studyId, query),
    events: (studyId, query) => remote.events(studyId, query),
    curves: (studyId, query) => remote.curves(studyId, query),
    importances: (studyId, query) => remote.importances(studyId, query),
    generations: (studyId, query) => remote.generations(studyId, query),
    generationFile: (studyId, generation) => remote.generationFile(studyId, generation),
    playChampion: (studyId, generation, episode) => remote.playChampion(studyId, generation, episode),
    stopPlay: () => remote.stopPlay(),
  };
}

const timeLimit = (): Promise<never> =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("This tab's engine does not start. Reload the page.")), START_LIMIT_MS);
  });
