import { useCallback, useEffect, useState } from "react";
import type { PageConnection } from "../../page-engine.ts";
import { fetchSeedInfo, SeedRefusal } from "../../seed-api.ts";
import type { ConnectionFacts } from "./diagnosis.ts";
import { directWorks } from "./self-test.ts";

const LOOK_EVERY_MS = 1_000;
const SEED_WITHIN_MS = 4_000;
/** A WebSocket that opens at all does so by then: before, a seed that has just come back would look like one behind a proxy. */
const SOCKET_WITHIN_MS = 4_000;
const LOOK_AGAIN_MS = 100;

interface Tried {
  readonly seedAnswers: boolean | null;
  readonly refusal: SeedRefusal | null;
  readonly directWorks: boolean | null;
}

const UNTRIED: Tried = { seedAnswers: null, refusal: null, directWorks: null };

/** What is known now, once a second, and a way to try everything again. */
export function useConnectionFacts(connection: PageConnection): readonly [ConnectionFacts, () => void] {
  const [tried, setTried] = useState(UNTRIED);
  const [standing, setStanding] = useState(() => connection.standing());
  useEffect(() => {
    const timer = setInterval(() => setStanding(connection.standing()), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [connection]);
  const tryAll = useCallback(() => {
    const stop = new AbortController();
    const note = (found: Partial<Tried>): void => {
      if (!stop.signal.aborted) setTried((before) => ({ ...before, ...found }));
    };
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(SEED_WITHIN_MS)]);
    connection.seekSeed();
    fetchSeedInfo(signal).then(
      async () => {
        await introduced(connection);
        setStanding(connection.standing());
        note({ seedAnswers: true, refusal: null });
      },
      (thrown: unknown) => {
        note({ seedAnswers: false, refusal: thrown instanceof SeedRefusal ? thrown : null });
      },
    );
    void directWorks(connection.iceServers()).then((works) => note({ directWorks: works }));
    return () => stop.abort();
  }, [connection]);
  useEffect(tryAll, [tryAll]);
  const again = useCallback(() => {
    setTried(UNTRIED);
    tryAll();
  }, [tryAll]);
  return [{ online: navigator.onLine, ...tried, ...standing }, again];
}

/** Resolves once the seed introduces this tab to others, or will not. */
async function introduced(connection: PageConnection): Promise<void> {
  const endMs = performance.now() + SOCKET_WITHIN_MS;
  while (!connection.standing().seedIntroduces && performance.now() < endMs)
    await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS));
}
