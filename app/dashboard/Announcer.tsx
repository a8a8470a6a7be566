import { useEffect, useRef, useState } from "react";

/** Oftener would drown everything else a screen reader has to say. */
const ANNOUNCE_INTERVAL_MS = 5000;

interface AnnouncerProps {
  readonly sentence: string | null;
  /** What is known already has been read: from then on, another sentence is news. */
  readonly ready: boolean;
}

/** Says the newest sentence politely, at most every five seconds; what stands there on opening the page is not news. */
export function Announcer({ sentence, ready }: AnnouncerProps) {
  const [said, setSaid] = useState("");
  const last = useRef(-Infinity);
  const first = useRef(true);
  useEffect(() => {
    if (!ready) return;
    if (first.current) {
      first.current = false;
      return;
    }
    if (sentence === null) return;
    const timer = setTimeout(
      () => {
        last.current = performance.now();
        setSaid(sentence);
      },
      Math.max(0, last.current + ANNOUNCE_INTERVAL_MS - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [sentence, ready]);
  return (
    <p className="sr" aria-live="polite">
      {said}
    </p>
  );
}
