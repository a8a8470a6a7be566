import { profileAt, readSeedPlace } from "./seed-place.ts";

const place = readSeedPlace(location.search, location);

/**
 * The engine's worker. The build runs this file before the rest of the page has arrived (`vite.config.ts`): the worker
 * opens its storage while the page is still being read. It bears the name of its profile.
 */
export const engineWorker = new Worker(new URL("../worker/main.ts", import.meta.url), {
  type: "module",
  name: profileAt(place.ok ? place.value : null),
});

/** Rejects with a sentence if the worker cannot start. */
export const engineFailure: Promise<never> = new Promise((_resolve, reject) => {
  engineWorker.addEventListener("error", (event) => {
    console.error("The engine's worker failed.", event.message);
    reject(new Error("This tab's engine could not start. Reload the page; an old browser may be too old for it."));
  });
});
