import { useCallback, useEffect, useRef, useState } from "react";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import type { ChampionPlay } from "../../../worker/play/champion-play.ts";
import { sentenceOf } from "../../page-engine.ts";
import { type ShownFrames, shownFrames } from "./episode-frame.ts";

/** An episode that has been run, to be looked at. */
export interface Played {
  readonly play: ChampionPlay;
  readonly shown: ShownFrames;
  /** Counts the answers: the same episode asked for again is played again. */
  readonly answer: number;
}

interface Plays {
  /** The newest that was run; it stays while another is awaited. */
  readonly played: Played | null;
  readonly isAwaited: boolean;
  readonly failure: string | null;
  readonly ask: (generation: number, episode: number) => void;
}

/** Episodes of champions, run by the engine one at a time; of several that were asked for the last one counts. */
export function usePlay(engine: Pick<EngineApi, "playChampion" | "stopPlay">, studyId: string): Plays {
  const [found, setFound] = useState<Omit<Plays, "ask">>({ played: null, isAwaited: false, failure: null });
  const newest = useRef(0);
  // Whoever goes away waits for nothing any more.
  useEffect(
    () => () => {
      newest.current += 1;
      engine.stopPlay().catch((thrown: unknown) => console.warn("The engine could not stop playing.", thrown));
    },
    [engine],
  );
  const ask = useCallback(
    (generation: number, episode: number): void => {
      const answer = ++newest.current;
      setFound(({ played }) => ({ played, isAwaited: true, failure: null }));
      engine.playChampion(studyId, generation, episode).then(
        (play) => {
          if (answer !== newest.current) return;
          setFound({ played: { play, shown: shownFrames(play.frames), answer }, isAwaited: false, failure: null });
        },
        (thrown: unknown) => {
          if (answer !== newest.current) return;
          setFound(({ played }) => ({ played, isAwaited: false, failure: sentenceOf(thrown) }));
        },
      );
    },
    [engine, studyId],
  );
  return { ...found, ask };
}
