import { memo } from "react";
import { cellCentre, hexPath, spiral, wavePath } from "../dashboard/tabs/hive-layout.ts";
import type { ListedStudy } from "../seed-api.ts";
import { tabsFirst } from "./tabs-first.ts";

const WIDTH = 800;
const HEIGHT = 392;
const RADIUS = 17;
/** Centres of the patches, first of the list first, in cells of the background comb. */
const PLACES: readonly (readonly [column: number, row: number])[] = [
  [15, 4],
  [23, 10],
  [8, 9],
  [23, 3],
  [16, 11],
];
/** 37 cells are three rings; larger swarms look alike from here. The smaller places are for at most 19. */
const MAX_CELLS = 37;

/** The first open swarms as patches of comb. Decoration: the list below tells the same in words. */
export const SwarmMap = memo(function SwarmMap({ studies }: { readonly studies: readonly ListedStudy[] }) {
  const first = tabsFirst(studies).slice(0, PLACES.length);
  return (
    <div className="hmap" aria-hidden="true">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="xMaxYMin meet">
        <path d={BACKGROUND} fill="none" stroke="var(--line)" />
        {first.map((study, i) => {
          const place = PLACES[i];
          const most = i < 3 ? MAX_CELLS : 19;
          return place === undefined ? null : <Patch key={study.studyId} study={study} place={place} most={most} />;
        })}
      </svg>
    </div>
  );
});

const BACKGROUND = Array.from({ length: 18 }, (_, row) =>
  Array.from({ length: 30 }, (_, column) => hexPath(...combPoint(column, row), RADIUS - 1.5)).join(""),
).join("");

function combPoint(column: number, row: number): readonly [number, number] {
  return [(column + (row % 2 === 1 ? 0.5 : 0)) * RADIUS * Math.sqrt(3), row * RADIUS * 1.5];
}

interface PatchProps {
  readonly study: ListedStudy;
  readonly place: readonly [column: number, row: number];
  readonly most: number;
}

function Patch({ study, place, most }: PatchProps) {
  const cells = spiral(Math.max(1, Math.min(most, study.peers)));
  const [cx, cy] = combPoint(...place);
  const lowest = Math.max(...cells.map((cell) => cellCentre(cell, RADIUS)[1]));
  const name = study.name.length > 28 ? `${study.name.slice(0, 27)}…` : study.name;
  return (
    <g transform={`translate(${cx} ${cy})`}>
      {cells.map((cell, i) => {
        const [x, y] = cellCentre(cell, RADIUS);
        const fill = study.networks === 0 ? "none" : "var(--honey)";
        return (
          <g key={`${cell.q},${cell.r}`}>
            <path d={hexPath(x, y, RADIUS - 1.5)} fill="var(--surface)" stroke="var(--line-control)" />
            <path d={hexPath(x, y, (RADIUS - 4) * (0.72 + 0.28 * Math.abs(Math.sin(i * 12.9898))))} fill={fill} />
            {i === 0 && study.best !== null ? (
              <path
                d={wavePath(y, RADIUS * 0.9, RADIUS * 0.1, x)}
                fill="none"
                stroke={study.networks === 0 ? "var(--ink)" : "var(--on-honey)"}
                strokeWidth={2.2}
                strokeLinecap="round"
              />
            ) : null}
          </g>
        );
      })}
      <text y={lowest + RADIUS + 15} textAnchor="middle" className="label">
        {name}
      </text>
    </g>
  );
}
