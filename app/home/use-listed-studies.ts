import { useEffect, useState } from "react";
import type { ListedStudy } from "../seed-api.ts";
import { fetchListedStudies, SeedRefusal } from "../seed-api.ts";

/** Fresh enough to watch, slow enough for a seed with thousands of visitors. */
const REFRESH_MS = 4000;
/** A seed that takes longer counts as away; the next try follows anyway. */
const ANSWER_TIMEOUT_MS = 8000;

export interface ListedStudies {
  /** Null until the seed answered for the first time; then the last list it gave. */
  readonly studies: readonly ListedStudy[] | null;
  /** The newest try failed. */
  readonly offline: boolean;
  /** Why the next will fail, too, unless somebody does something. */
  readonly refusal: SeedRefusal | null;
}

/** The seed's open swarms, asked again every few seconds while the page is visible. */
export function useListedStudies(): ListedStudies {
  const [listed, setListed] = useState<ListedStudies>({ studies: null, offline: false, refusal: null });
  useEffect(() => {
    const leaving = new AbortController();
    const load = (): void => {
      if (document.hidden) return;
      fetchListedStudies(AbortSignal.any([leaving.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])).then(
        (studies) => setListed({ studies, offline: false, refusal: null }),
        (thrown: unknown) => {
          const refusal = thrown instanceof SeedRefusal ? thrown : null;
          if (!leaving.signal.aborted) setListed((before) => ({ ...before, offline: true, refusal }));
        },
      );
    };
    load();
    const timer = setInterval(load, REFRESH_MS);
    document.addEventListener("visibilitychange", load);
    return () => {
      leaving.abort();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", load);
    };
  }, []);
  return listed;
}
