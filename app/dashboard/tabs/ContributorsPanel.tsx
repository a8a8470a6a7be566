import { memo, useState } from "react";
import type { AgentState } from "../../../agent/agent-state.ts";
import type { PeerSummary } from "../../../agent/view/snapshot.ts";
import { RELAY_SEES } from "../../parts/connection/diagnosis.ts";
import { Name } from "../../parts/Name.tsx";
import { formatCount, formatDuration } from "../../parts/numbers.ts";
import type { RankedPeer } from "./rank-contributors.ts";
import { rankContributors } from "./rank-contributors.ts";

/** 200: a table longer than that is not read; the rest is counted. */
const MAX_ROWS = 200;
/** As many as stand beside the errors without pushing the trials off the page. */
const SHORT_ROWS = 7;

interface ContributorsPanelProps {
  readonly peers: readonly PeerSummary[];
  /** What this tab does; it knows better than its row, which says what others see. */
  readonly ownState: AgentState;
  /** Generations are bred by all together, and nobody has a best of their own. */
  readonly isBred?: boolean;
}

/** Who works on this study: what they ran, how this tab reaches them. */
export const ContributorsPanel = memo(function ContributorsPanel(props: ContributorsPanelProps) {
  const { peers, ownState, isBred = false } = props;
  const [all, setAll] = useState(false);
  const ranked = rankContributors(peers, all ? MAX_ROWS : SHORT_ROWS);
  const most = Math.max(1, ...peers.map((peer) => peer.trials));
  return (
    <section className="p contrib" style={{ "--c": 42 } as React.CSSProperties} aria-labelledby="contributors">
      <header>
        <h2 id="contributors">Contributors</h2>
        <span className="hint">{ownState === "left" ? "by trials, when you left" : "by trials"}</span>
        <span className="sp" />
        {peers.length > SHORT_ROWS ? (
          <button type="button" className="b s ghost" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${formatCount(Math.min(peers.length, MAX_ROWS))}`}
          </button>
        ) : null}
      </header>
      {peers.some(({ link, online }) => online && link === "relayed") ? (
        <p className="q sm" data-testid="relay-sees">
          Relayed: the seed carries these links. {RELAY_SEES}
        </p>
      ) : null}
      {peers.length === 0 ? (
        <p className="q sm">Nobody has run a trial yet.</p>
      ) : (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">State</th>
                <th scope="col">Link</th>
                <th scope="col" className="r">
                  Round trip
                </th>
                <th scope="col" className="r desk">
                  Cores
                </th>
                <th scope="col" className="r">
                  Trials
                </th>
                <th scope="col" className="desk">
                  <span className="sr">Part of all</span>
                </th>
                {isBred ? null : (
                  <th
                    scope="col"
                    className="r"
                    title="Trials that were better than all before them, in an order that all tabs agree on"
                  >
                    Bests
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {ranked.map((row) => (
                <ContributorRow key={row.peer.peerId} row={row} most={most} ownState={ownState} isBred={isBred} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
});

interface ContributorRowProps {
  readonly row: RankedPeer;
  readonly most: number;
  readonly ownState: AgentState;
  readonly isBred: boolean;
}

const ContributorRow = memo(
  function ContributorRow({ row, most, ownState, isBred }: ContributorRowProps) {
    const { peer, rank, skips } = row;
    return (
      <tr className={`${peer.isYou ? "own" : ""} ${skips ? "skip" : ""}`}>
        <td>
          <span className="qq rank">{rank}</span>
          {peer.isYou ? <b>You</b> : <Name>{peer.name}</Name>}
          {peer.tabs > 1 ? <span className="qq"> in {peer.tabs} tabs</span> : null}
        </td>
        <td className={peer.online ? "" : "qq"}>{stateWord(peer, ownState)}</td>
        <td>{peer.isYou ? "" : linkWord(peer)}</td>
        <td className="r">{peer.rttMs === null || !peer.online ? "" : formatDuration(peer.rttMs)}</td>
        <td className="r desk">{peer.cores === 0 ? "" : peer.cores}</td>
        <td className="r">{formatCount(peer.trials)}</td>
        <td className="desk">
          <span className="shr" aria-hidden="true">
            <i style={{ width: `${((peer.trials / most) * 100).toFixed(1)}%` }} />
          </span>
        </td>
        {isBred ? null : <td className="r">{peer.bests === 0 ? "" : peer.bests}</td>}
      </tr>
    );
  },
  (a, b) => a.most === b.most && a.ownState === b.ownState && JSON.stringify(a.row) === JSON.stringify(b.row),
);

const OWN_WORDS: Readonly<Partial<Record<AgentState, string>>> = {
  failed: "stopped",
  paused: "paused",
  left: "left",
};

function stateWord({ isYou, online, done, cores }: PeerSummary, ownState: AgentState): string {
  const own = isYou ? OWN_WORDS[ownState] : undefined;
  if (own !== undefined) return own;
  if (ownState === "left") return "not known";
  if (!online) return "gone, trials kept";
  if (done) return "done, still shares";
  return cores === 0 ? "watching" : "working";
}

function linkWord({ link, online }: PeerSummary): string {
  if (!online) return "";
  switch (link) {
    case "direct":
    case "simulated":
      return "direct";
    case "relayed":
      return "relayed";
    case null:
      return "through others";
  }
}
