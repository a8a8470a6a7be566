import type { ReactNode } from "react";
import { useState } from "react";
import type { AgentSnapshot, FrontSummary } from "../../../agent/view/snapshot.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { FrontPanel } from "./FrontPanel.tsx";
import { FrontTable } from "./FrontTable.tsx";
import { HypervolumePanel } from "./HypervolumePanel.tsx";
import { TradeoffsPanel } from "./TradeoffsPanel.tsx";

interface SeveralObjectivesProps {
  readonly engine: EngineApi;
  readonly snapshot: AgentSnapshot;
  readonly front: FrontSummary;
  /** Stands beside the chart. */
  readonly hive: ReactNode;
}

/** In the place of best and history where a study has several objectives; a trial opened in one panel is open in all. */
export default function SeveralObjectives({ engine, snapshot, front, hive }: SeveralObjectivesProps): ReactNode {
  const [open, setOpen] = useState<string | null>(null);
  const { objectives } = snapshot.spec;
  const openInTable = (trial: string): void => {
    setOpen(trial);
    document.getElementById("tradeoffs")?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <TradeoffsPanel snapshot={snapshot} front={front} onOpen={openInTable} />
      <FrontPanel snapshot={snapshot} front={front} open={open} onOpen={openInTable} />
      {hive}
      <FrontTable
        engine={engine}
        studyId={snapshot.studyId}
        front={front}
        objectives={objectives}
        open={open}
        onOpen={setOpen}
      />
      <HypervolumePanel front={front} objectives={objectives} />
    </>
  );
}
