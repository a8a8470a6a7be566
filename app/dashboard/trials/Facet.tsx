import type { ReactNode } from "react";

/** More in one column would push the next trial off the screen. */
const MANY_PAIRS = 10;

interface FacetProps {
  readonly title: string;
  /** How many pairs it lists. */
  readonly pairs?: number;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** One thing that a trial is looked at for. */
export function Facet({ title, pairs = 0, action = null, children }: FacetProps) {
  return (
    <div className={pairs > MANY_PAIRS ? "broad" : ""}>
      <header>
        <h3>{title}</h3>
        {action}
      </header>
      {children}
    </div>
  );
}
