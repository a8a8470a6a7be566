import { type FocusEvent, type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/**
 * Rows come and go as trials go from state to state, and a row that goes takes the focus along: gives it to the row with
 * the same `data-row`, or, if there is none, to the region itself. Not where the person has moved it elsewhere.
 */
export function useKeptFocus(region: RefObject<HTMLElement | null>) {
  const last = useRef<string | null>(null);
  useEffect(() => {
    const forget = ({ target }: PointerEvent): void => {
      if (!(target instanceof Node) || region.current?.contains(target) !== true) last.current = null;
    };
    document.addEventListener("pointerdown", forget);
    return () => document.removeEventListener("pointerdown", forget);
  }, [region]);
  useLayoutEffect(() => {
    const element = region.current;
    if (element === null || last.current === null || document.activeElement !== document.body) return;
    const same = rowsOf(element).find(({ dataset }) => dataset["row"] === last.current);
    (same ?? element).focus({ preventScroll: true });
  });
  return {
    onFocus: ({ target }: FocusEvent): void => {
      last.current = target instanceof HTMLElement ? (target.dataset["row"] ?? null) : null;
    },
    onBlur: ({ relatedTarget }: FocusEvent): void => {
      if (relatedTarget !== null) last.current = null;
    },
  };
}

const rowsOf = (region: HTMLElement): readonly HTMLElement[] =>
  Array.from(region.querySelectorAll<HTMLElement>("[data-row]"));
