import { useEffect, useRef, useState } from "react";

/** Oftener would drown everything else a screen reader has to say. */
const ANNOUNCE_INTERVAL_MS = 5000;

/** Says the newest sentence politely, at most every five seconds; the first one, on opening the page, is not news. */
export function Announcer({ sentence }: { readonly sentence: string | null }) {
  const [said, setSaid] = useState("");
  const last = useRef(-Infinity);
  const first = useRef(true);
  useEffect(() => {
    if (sentence === null) return;
    if (first.current) {
      first.current = false;
      return;
    }
    const timer = setTimeout(
      () => {
        last.current = performance.now();
        setSaid(sentence);
      },
      Math.max(0, last.current + ANNOUNCE_INTERVAL_MS - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [sentence]);
  return (
    <p className="sr" aria-live="polite">
      {said}
    </p>
  );
}
