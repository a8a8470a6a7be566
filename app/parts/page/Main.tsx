import type { ReactNode } from "react";

/** A page's content: where the skip link leads, and where focus begins after a change of page. */
export function Main({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  return (
    <main id="main" className={className} tabIndex={-1}>
      {children}
    </main>
  );
}
