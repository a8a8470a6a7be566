import { withoutTurns } from "./isolated.ts";

/** 120: the longest name a study may have, so that a heading can show all of it; where there is less room, the style cuts. */
const MAX_SHOWN = 120;

/** A stranger's name: isolated from the text around it (right-to-left marks), cut, on one line. */
export function Name({ children }: { readonly children: string }) {
  const clean = withoutTurns(children).trim();
  const shown = clean.length > MAX_SHOWN ? `${clean.slice(0, MAX_SHOWN)}…` : clean;
  return (
    <bdi className="name" title={clean.length > 24 ? clean.slice(0, 300) : undefined}>
      {shown === "" ? "nameless" : shown}
    </bdi>
  );
}
