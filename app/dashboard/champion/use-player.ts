import { useCallback, useEffect, useRef, useState } from "react";
import { advanced } from "./playing.ts";

/** Words and slider follow ten times a second: more is not read, and each costs a rendering. */
const TELL_MS = 100;

interface PlayerOptions {
  /** Of frames, at least one. */
  readonly count: number;
  /** Frames. */
  readonly perSecond: number;
  /** Begins by itself. */
  readonly autoplay: boolean;
  /** Out of sight nothing moves. */
  readonly isSeen: boolean;
  /** Paints a place between two frames. */
  readonly paint: (at: number) => void;
}

interface Player {
  /** The frame that words and slider are at. */
  readonly frame: number;
  readonly isPlaying: boolean;
  /** It came to its end by being played. */
  readonly hasEnded: boolean;
  /** Plays on, from the start where it is at its end; or stops. */
  readonly toggle: () => void;
  readonly seek: (frame: number) => void;
}

/** Plays frames once, with the screen's own frames, and stops at the end. */
export function usePlayer({ count, perSecond, autoplay, isSeen, paint }: PlayerOptions): Player {
  const place = useRef(0);
  const [frame, setFrame] = useState(0);
  const [isPlaying, setPlaying] = useState(autoplay && count > 1);
  const [hasEnded, setEnded] = useState(false);
  useEffect(() => {
    if (!isPlaying || !isSeen) return;
    let before: number | null = null;
    let toldMs = Number.NEGATIVE_INFINITY;
    const tick = (nowMs: number): void => {
      if (before !== null) place.current = advanced(place.current, nowMs - before, perSecond, count);
      before = nowMs;
      paint(place.current);
      const isLast = place.current >= count - 1;
      if (isLast || nowMs - toldMs >= TELL_MS) {
        toldMs = nowMs;
        setFrame(Math.floor(place.current));
      }
      if (isLast) {
        setPlaying(false);
        setEnded(true);
      } else request = requestAnimationFrame(tick);
    };
    let request = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(request);
  }, [isPlaying, isSeen, perSecond, count, paint]);
  // Whatever changes while it stands still: the size, the theme, the place. Who scrolls to it finds a picture.
  useEffect(() => {
    if (!isPlaying || !isSeen) paint(place.current);
  }, [isPlaying, isSeen, paint]);
  const seek = useCallback(
    (to: number): void => {
      place.current = Math.min(count - 1, Math.max(0, to));
      setPlaying(false);
      setEnded(false);
      setFrame(place.current);
      paint(place.current);
    },
    [count, paint],
  );
  const toggle = useCallback((): void => {
    if (place.current >= count - 1) place.current = 0;
    setFrame(Math.floor(place.current));
    setEnded(false);
    setPlaying((playing) => !playing && count > 1);
  }, [count]);
  return { frame, isPlaying, hasEnded, toggle, seek };
}
