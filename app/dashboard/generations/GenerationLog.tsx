import { useState } from "react";
import type { GenerationRow } from "../../../agent/generations/generations-page.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { exactText } from "../../parts/exact.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Note } from "../../parts/Note.tsx";
import { formatCount, formatValue } from "../../parts/numbers.ts";
import { valueWords } from "../breeder-words.ts";
import { PageButtons } from "../PageButtons.tsx";
import { scoresWords, tookWords } from "./generation-words.ts";
import { rangeOf, ScoreStrip } from "./ScoreStrip.tsx";
import { useFile } from "./use-file.ts";

/** As many as stand beside the other panels. */
const PAGE_SIZE = 10;

interface GenerationLogProps {
  readonly engine: EngineApi;
  readonly studyId: string;
  /** The newest first. */
  readonly rows: readonly GenerationRow[];
  readonly closed: number;
  readonly maximizes: boolean;
  /** Of a champion's re-test. */
  readonly episodes: number;
  /** Nobody answers any more. */
  readonly gone: boolean;
}

/** Each closed generation, the newest first, with the file that it can be taken along as. */
export function GenerationLog({ engine, studyId, rows, closed, maximizes, episodes, gone }: GenerationLogProps) {
  const [page, setPage] = useState(0);
  const file = useFile(engine, studyId);
  const shown = rows.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
  const range = rangeOf(
    shown.map(({ scores }) => scores),
    maximizes,
  );
  return (
    <section
      className="p genlog"
      style={{ "--c": 45 } as React.CSSProperties}
      aria-labelledby="genlog"
      data-testid="generation-log"
      data-value={rows.length}
    >
      <header>
        <h2 id="genlog">Generations</h2>
        <span className="hint desk">each takes the best of the one before, changed a little</span>
      </header>
      {file.failure === null ? null : (
        <Note tone="error" icon="x" role="alert" title="The file could not be made.">
          {file.failure}
        </Note>
      )}
      {shown.length === 0 ? (
        <p className="q sm">
          No generation has closed yet. Each stands here with its champion, once all of it has run.
        </p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
        <div className="scroll" tabIndex={0} role="region" aria-label="Table of generations">
          <table>
            <thead>
              <tr>
                <th scope="col" className="r">
                  Generation
                </th>
                <th scope="col" className="r" title={`The champion's value: ${valueWords(episodes)}`}>
                  Champion, {valueWords(episodes)}
                </th>
                <th scope="col">Survivors, one episode each</th>
                <th scope="col" className="r">
                  Trials
                </th>
                <th scope="col" className="r">
                  Failed
                </th>
                <th scope="col" className="r" title="From the close before it to its own, in this tab">
                  Took
                </th>
                <th scope="col" className="r">
                  File
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Row
                  key={row.generation}
                  row={row}
                  range={range}
                  isMaking={file.making === row.generation}
                  disabled={gone || file.making !== null}
                  onDownload={() => file.download(row.generation)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length <= PAGE_SIZE ? null : (
        <div className="row q sm pager">
          <span>
            {formatCount(page * PAGE_SIZE + 1)} to {formatCount(page * PAGE_SIZE + shown.length)} of{" "}
            {formatCount(rows.length)}
            {closed > rows.length ? `, the newest of ${formatCount(closed)}` : ""}
          </span>
          <span className="sp" />
          <PageButtons page={page} isLast={(page + 1) * PAGE_SIZE >= rows.length} closed={false} onTurn={setPage} />
        </div>
      )}
    </section>
  );
}

interface RowProps {
  readonly row: GenerationRow;
  readonly range: ReturnType<typeof rangeOf>;
  readonly isMaking: boolean;
  readonly disabled: boolean;
  readonly onDownload: () => void;
}

function Row({ row, range, isMaking, disabled, onDownload }: RowProps) {
  const { generation, value, scores, evaluations, failed, tookMs } = row;
  return (
    <tr>
      <th scope="row" className="r gen">
        {formatCount(generation)}
      </th>
      <td className="r">
        {value === null ? (
          <span className="qq">all failed</span>
        ) : (
          <b title={exactText(value)}>{formatValue(value, 5)}</b>
        )}
      </td>
      <td>
        <span className="strips">
          {range === null ? null : <ScoreStrip scores={scores} range={range} />}
          {scoresWords(row)}
        </span>
      </td>
      <td className="r">{formatCount(evaluations)}</td>
      <td className="r">{failed === 0 ? <span className="qq">none</span> : formatCount(failed)}</td>
      <td className="r">{tookWords(tookMs)}</td>
      <td className="r">
        <button
          type="button"
          className="b s ghost"
          disabled={disabled}
          aria-label={`Download ${generation}.npz`}
          title={`Download ${generation}.npz: scores and genomes of its survivors, for NumPy`}
          onClick={onDownload}
        >
          <Icon name="down" />
          {isMaking ? "…" : ".npz"}
        </button>
      </td>
    </tr>
  );
}
