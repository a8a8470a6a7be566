import { useEffect, useState } from "react";

/** Whether any of an element is in sight; a hidden page counts as out of it. */
export function useOnScreen(element: React.RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const watched = element.current;
    if (watched === null) return;
    let isInside = false;
    const tell = (): void => setSeen(isInside && !document.hidden);
    const observer = new IntersectionObserver((entries) => {
      isInside = entries.at(-1)?.isIntersecting === true;
      tell();
    });
    observer.observe(watched);
    document.addEventListener("visibilitychange", tell);
    return () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", tell);
    };
  }, [element]);
  return isSeen;
}

const QUERY = "(prefers-reduced-motion: reduce)";

/** Whether somebody asked for less motion: then nothing moves of itself. */
export const wantsStillness = (): boolean => matchMedia(QUERY).matches;
