import { useEffect, useState } from "react";
import { watchTheme } from "../../theme.ts";
import { PALETTE, type Palette, type Size } from "./palette.ts";

/** Makes the canvas as sharp as the screen and clears it. */
export function fitCanvas(context: CanvasRenderingContext2D, { width, height }: Size): void {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  const { canvas } = context;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
}

/** The size of the frame in CSS pixels; null until it is large enough to draw in. */
export function useSize(frame: React.RefObject<HTMLDivElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined || entry.contentRect.width < 40 || entry.contentRect.height < 60) return;
      setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return size;
}

/** The tokens as the current theme has them; read again when the theme changes or the fonts have arrived. */
export function usePalette(): Palette | null {
  const [palette, setPalette] = useState<Palette | null>(null);
  useEffect(() => {
    const read = (): void => setPalette(readPalette());
    read();
    const unwatch = watchTheme(read);
    document.fonts.addEventListener("loadingdone", read);
    return () => {
      unwatch();
      document.fonts.removeEventListener("loadingdone", read);
    };
  }, []);
  return palette;
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const entries = PALETTE.map((token) => [token, style.getPropertyValue(token).trim()] as const);
  return Object.fromEntries(entries) as Palette;
}

/** Whether any of an element is in sight, or nearly; taken to be so until it is known, and while it is not there. */
export function useInSight(frame: React.RefObject<HTMLElement | null>, isThere = true): boolean {
  const [isIn, setIn] = useState(true);
  useEffect(() => {
    const element = frame.current;
    if (element === null || !isThere) return;
    const observer = new IntersectionObserver((entries) => setIn(entries.at(-1)?.isIntersecting !== false), {
      rootMargin: "100px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, isThere]);
  return isIn;
}
