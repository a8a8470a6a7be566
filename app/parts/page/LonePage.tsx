import type { ReactNode } from "react";
import { useTitle } from "../use-title.ts";
import { Main } from "./Main.tsx";

interface LonePageProps {
  /** What happened, in a sentence; also the window's title. */
  readonly title: string;
  /** What it means. */
  readonly children: ReactNode;
  /** What the person can do. */
  readonly actions: ReactNode;
  readonly status?: ReactNode;
}

/** A page that has one thing to say: a link that leads nowhere, an engine that does not start. */
export function LonePage({ title, children, actions, status }: LonePageProps) {
  useTitle(`${title.replace(/\.$/, "")} in Waggle`);
  return (
    <Main className="wrap lone">
      <h1>{title}</h1>
      <p className="q">{children}</p>
      {status}
      <div className="row wide">{actions}</div>
    </Main>
  );
}
