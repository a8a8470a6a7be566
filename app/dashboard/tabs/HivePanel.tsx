import { memo } from "react";
import type { AgentSnapshot, BestSummary, PeerSummary } from "../../../agent/view/snapshot.ts";
import { plural } from "../../parts/numbers.ts";
import { breederOf } from "../breeder-words.ts";
import type { Cell } from "./hive-layout.ts";
import { cellCentre, fillOf, hexPath, isWorking, ringsFor, spiral, wavePath } from "./hive-layout.ts";

/** 150: past that the cells are too small to tell apart; the rest is counted in words. */
const MAX_CELLS = 150;
const WIDTH = 300;
const HEIGHT = 262;

interface HivePanelProps {
  readonly snapshot: AgentSnapshot;
  readonly left: boolean;
}

/** The swarm as this tab knows it: one cell for each person online, you in the middle. */
export const HivePanel = memo(function HivePanel({ snapshot, left }: HivePanelProps) {
  const online = snapshot.peers.filter((peer) => peer.online && !peer.isYou);
  const direct = online.filter((peer) => peer.link === "direct" || peer.link === "simulated").length;
  const relayed = online.filter((peer) => peer.link === "relayed").length;
  const through = online.length - direct - relayed;
  const working = !left && (snapshot.state === "running" || snapshot.state === "joining");
  const isBred = breederOf(snapshot.spec) !== null;
  return (
    <section
      className={`p hivep ${online.length === 0 ? "alone" : ""}`}
      style={{ "--c": 15 } as React.CSSProperties}
      aria-labelledby="hive"
    >
      <header>
        <h2 id="hive">Hive</h2>
        <span className="hint">{hint(online.length, snapshot.peerCount, left)}</span>
      </header>
      <Comb
        others={online.slice(0, MAX_CELLS - 1)}
        best={snapshot.best}
        isBred={isBred}
        you={snapshot.peers.find((peer) => peer.isYou) ?? null}
        working={working}
      />
      {online.length === 0 ? (
        <p className="q sm">{left ? "You are no longer in this swarm." : "Nobody else is here. Send the link."}</p>
      ) : (
        <HiveKey direct={direct} relayed={relayed} through={through} isBred={isBred} />
      )}
    </section>
  );
});

function hint(others: number, tabs: number, left: boolean): string {
  if (left || tabs <= 1) return "";
  if (others > MAX_CELLS - 1) return `the busiest ${MAX_CELLS - 1} of ${others}`;
  const who = others === 0 ? "you" : `you and ${plural(others, "other")}`;
  return tabs === others + 1 ? who : `${who}, in ${plural(tabs, "tab")}`;
}

interface CombProps {
  readonly others: readonly PeerSummary[];
  readonly you: PeerSummary | null;
  readonly best: BestSummary | null;
  /** Then all of them found it together, and no cell is marked. */
  readonly isBred: boolean;
  readonly working: boolean;
}

const Comb = memo(function Comb({ others, you, best, isBred, working }: CombProps) {
  const cells = spiral(Math.max(7, others.length + 1));
  const rings = Math.max(1, ringsFor(cells.length));
  const radius = Math.min(36, WIDTH / ((2 * rings + 1) * Math.sqrt(3)), HEIGHT / (3 * rings + 2.2));
  const most = Math.max(1, you?.trials ?? 0, ...others.map((peer) => peer.trials));
  return (
    <div className="chart hive">
      <svg
        viewBox={`${-WIDTH / 2} ${-HEIGHT / 2} ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${plural(others.length + 1, "person", "people")} as a honeycomb. ${bestWords(best, isBred)}`}
      >
        {cells.map((cell, i) => {
          const peer = i === 0 ? you : (others[i - 1] ?? null);
          return (
            <HiveCell
              key={`${cell.q},${cell.r}`}
              cell={cell}
              radius={radius}
              you={i === 0}
              vacant={i > others.length}
              link={i === 0 ? "direct" : (peer?.link ?? null)}
              name={i === 0 ? "You" : (peer?.name ?? "")}
              fill={fillOf(peer?.trials ?? 0, most)}
              works={i === 0 ? working : peer !== null && isWorking(peer)}
              found={best !== null && !isBred && (i === 0 ? best.foundBy.isYou : best.foundBy.peerId === peer?.peerId)}
              bestTrial={best?.trial ?? ""}
            />
          );
        })}
      </svg>
    </div>
  );
});

function bestWords(best: BestSummary | null, isBred: boolean): string {
  if (best === null) return "No best yet.";
  return isBred ? "All of them bred the best together." : "The marked cell found the best.";
}

interface HiveCellProps {
  readonly cell: Cell;
  readonly radius: number;
  readonly you: boolean;
  readonly vacant: boolean;
  readonly link: PeerSummary["link"];
  readonly name: string;
  /** How much of the cell's area is filled, 0 to 1. */
  readonly fill: number;
  readonly works: boolean;
  readonly found: boolean;
  readonly bestTrial: string;
}

const HiveCell = memo(function HiveCell({
  cell,
  radius,
  you,
  vacant,
  link,
  name,
  fill,
  works,
  found,
  bestTrial,
}: HiveCellProps) {
  const [x, y] = cellCentre(cell, radius);
  const wall = hexPath(0, 0, radius - 1.6);
  if (vacant) return <path transform={`translate(${x} ${y})`} d={wall} className="vacant" />;
  const line = you || link === "direct" || link === "simulated" ? "" : link === "relayed" ? "rel" : "sd";
  const labelled = you && radius > 17;
  const filled = (radius - 4.2) * Math.sqrt(fill);
  return (
    <g
      className={`cell ${you ? "me" : ""} ${works ? "on" : ""}`}
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
    >
      <title>{name.slice(0, 80)}</title>
      <path className={`wall ${line}`} d={wall} />
      {fill > 0 ? <path className="lvl" d={hexPath(0, 0, filled)} /> : null}
      {found ? (
        <g key={bestTrial} className="hit">
          <path className="wave" d={wall} />
          <FoundMark y={labelled ? radius * 0.36 : 0} radius={radius} plain={filled > radius * 0.72} />
        </g>
      ) : null}
      {labelled ? (
        <text y={found ? 1 : 4} className={filled > OWN_LABEL ? "plain" : undefined}>
          You
        </text>
      ) : null}
    </g>
  );
});

/** A fill of this radius lies under the whole of "You". */
const OWN_LABEL = 16;

interface FoundMarkProps {
  readonly y: number;
  readonly radius: number;
  /** The fill lies under all of it; else it brings an edge of its own, to be legible half on it and half beside it. */
  readonly plain: boolean;
}

/** The wave that also stands under a new best's digits. */
function FoundMark({ y, radius, plain }: FoundMarkProps) {
  // Cells of a large swarm are tiny, so there the wave takes all of the cell.
  const [width, height, stroke] = radius > 17 ? [0.95, 0.1, 0.13] : [1.5, 0.16, 0.24];
  const d = wavePath(y, radius * width, radius * height);
  return (
    <>
      {plain ? null : <path className="edge" d={d} strokeWidth={radius * stroke * 2.2} />}
      <path className={plain ? "src plain" : "src"} d={d} strokeWidth={radius * stroke} />
    </>
  );
}

interface HiveKeyProps {
  readonly direct: number;
  readonly relayed: number;
  readonly through: number;
  readonly isBred: boolean;
}

function HiveKey({ direct, relayed, through, isBred }: HiveKeyProps) {
  const hexagon = "M7 .7 12.4 3.85v6.3L7 13.3 1.6 10.15v-6.3Z";
  return (
    <div className="key">
      {isBred ? null : (
        <span>
          <svg width="20" height="14" viewBox="0 0 20 14" aria-hidden="true">
            <path className="src" d={wavePath(7, 18, 1.8, 10)} strokeWidth="2.2" />
          </svg>
          Found the best
        </span>
      )}
      <span>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          <path d={hexagon} fill="var(--honey)" />
        </svg>
        At work
      </span>
      <span>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          <path d={hexagon} className="kidle" />
        </svg>
        Not at work
      </span>
      <span>The fuller, the more trials</span>
      {direct > 0 ? (
        <span>
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            <path d={hexagon} className="kwall" />
          </svg>
          {direct} direct
        </span>
      ) : null}
      {relayed > 0 ? (
        <span>
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            <path d={hexagon} className="kwall" strokeDasharray="2.6 2" />
          </svg>
          {relayed} relayed
        </span>
      ) : null}
      {through > 0 ? (
        <span>
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            <path d={hexagon} className="kwall" strokeDasharray=".1 2.9" strokeLinecap="round" strokeWidth="2" />
          </svg>
          {through} through others
        </span>
      ) : null}
    </div>
  );
}
