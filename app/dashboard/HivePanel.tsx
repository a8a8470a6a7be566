import { memo } from "react";
import type { AgentSnapshot, BestSummary, PeerSummary } from "../../agent/snapshot.ts";
import { plural } from "../parts/numbers.ts";
import { cellCentre, hexPath, ringsFor, spiral } from "./hive-layout.ts";
import type { Cell } from "./hive-layout.ts";

/** 150: past that the cells are too small to tell apart; the rest is counted in words. */
const MAX_CELLS = 150;
const WIDTH = 300;
const HEIGHT = 262;

/** The swarm as this tab knows it: one cell for each person online, you in the middle. */
export function HivePanel({ snapshot, left }: { readonly snapshot: AgentSnapshot; readonly left: boolean }) {
  const online = snapshot.peers.filter((peer) => peer.online && !peer.isYou);
  const direct = online.filter((peer) => peer.link === "direct" || peer.link === "simulated").length;
  const relayed = online.filter((peer) => peer.link === "relayed").length;
  const through = online.length - direct - relayed;
  const working = !left && (snapshot.state === "running" || snapshot.state === "joining");
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
        you={snapshot.peers.find((peer) => peer.isYou) ?? null}
        working={working}
      />
      {online.length === 0 ? (
        <p className="q sm">{left ? "You are no longer in this swarm." : "Nobody else is here. Send the link."}</p>
      ) : (
        <HiveKey direct={direct} relayed={relayed} through={through} />
      )}
    </section>
  );
}

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
  readonly working: boolean;
}

const Comb = memo(function Comb({ others, you, best, working }: CombProps) {
  const cells = spiral(Math.max(7, others.length + 1));
  const rings = Math.max(1, ringsFor(cells.length));
  const radius = Math.min(36, WIDTH / ((2 * rings + 1) * Math.sqrt(3)), HEIGHT / (3 * rings + 2.2));
  const most = Math.max(1, you?.trials ?? 0, ...others.map((peer) => peer.trials));
  return (
    <div className="chart hive">
      <svg
        viewBox={`${-WIDTH / 2} ${-HEIGHT / 2} ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${plural(others.length + 1, "person", "people")} as a honeycomb. ${best === null ? "No best yet." : "The marked cell found the best."}`}
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
              fill={i === 0 ? (working ? 1 : 0) : 0.3 + 0.7 * Math.sqrt((peer?.trials ?? 0) / most)}
              found={best !== null && (i === 0 ? best.foundBy.isYou : best.foundBy.peerId === peer?.peerId)}
              bestTrial={best?.trial ?? ""}
            />
          );
        })}
      </svg>
    </div>
  );
});

interface HiveCellProps {
  readonly cell: Cell;
  readonly radius: number;
  readonly you: boolean;
  readonly vacant: boolean;
  readonly link: PeerSummary["link"];
  readonly name: string;
  readonly fill: number;
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
  found,
  bestTrial,
}: HiveCellProps) {
  const [x, y] = cellCentre(cell, radius);
  const wall = hexPath(0, 0, radius - 1.6);
  if (vacant) return <path transform={`translate(${x} ${y})`} d={wall} className="vacant" />;
  const line = you || link === "direct" || link === "simulated" ? "" : link === "relayed" ? "rel" : "sd";
  return (
    <g
      className={`cell ${you ? "me" : ""} ${fill > 0 ? "on" : ""}`}
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
    >
      <title>{name.slice(0, 80)}</title>
      <path className={`wall ${line}`} d={wall} />
      {fill > 0 ? <path className="lvl" d={hexPath(0, 0, (radius - 4.2) * Math.sqrt(fill))} /> : null}
      {found ? (
        <g key={bestTrial} className="hit">
          <path className="wave" d={wall} />
          <path className="src" d={you ? hexPath(0, radius * 0.48, radius * 0.19) : hexPath(0, 0, radius * 0.34)} />
        </g>
      ) : null}
      {you && radius > 17 ? <text y="4">You</text> : null}
    </g>
  );
});

function HiveKey({
  direct,
  relayed,
  through,
}: {
  readonly direct: number;
  readonly relayed: number;
  readonly through: number;
}) {
  const hexagon = "M7 .7 12.4 3.85v6.3L7 13.3 1.6 10.15v-6.3Z";
  return (
    <div className="key">
      <span>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          <path d={hexagon} fill="var(--honey)" />
          <path d="M7 4.6 9.1 5.8v2.4L7 9.4 4.9 8.2V5.8Z" fill="var(--on-honey)" />
        </svg>
        Found the best
      </span>
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
