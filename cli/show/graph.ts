import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import { plainText } from "../words/plain-text.ts";

/** The links of this peer that live now, in Graphviz's language. */
export function dotGraph({ peers, spec }: AgentSnapshot): string {
  const quoted = (text: string): string => `"${plainText(text).replace(/[\\"]/g, "\\$&")}"`;
  const nameOf = (name: string, peerId: string): string => quoted(`${name} ${peerId.slice(0, 6)}`);
  const you = peers.find(({ isYou }) => isYou);
  const own = you === undefined ? quoted("this peer") : nameOf(you.name, you.peerId);
  const edges = peers.flatMap(({ name, peerId, link, rttMs, isYou }) =>
    link === null || isYou
      ? []
      : [
          `  ${own} -- ${nameOf(name, peerId)} [label=${quoted(`${link}${rttMs === null ? "" : ` ${Math.round(rttMs)} ms`}`)}];`,
        ],
  );
  return [`graph ${quoted(spec.name)} {`, `  ${own};`, ...edges, "}"].join("\n");
}
