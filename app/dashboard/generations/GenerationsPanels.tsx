import { useCallback, useState } from "react";
import type { GenerationsSummary } from "../../../agent/generations/generations-page.ts";
import type { AgentSnapshot } from "../../../agent/view/snapshot.ts";
import type { DeepGaChoice } from "../../../study/samplers/choice.ts";
import { firstObjective } from "../../../study/spec/spec.ts";
import type { EngineApi } from "../../../worker/engine/engine-api.ts";
import { ChampionPanel } from "../champion/ChampionPanel.tsx";
import { GenerationLog } from "./GenerationLog.tsx";
import "./generations.css";
import { LearningPanel } from "./LearningPanel.tsx";
import { useGenerations } from "./use-generations.ts";

interface GenerationsPanelsProps {
  readonly engine: EngineApi;
  readonly snapshot: AgentSnapshot;
  readonly summary: GenerationsSummary;
  readonly breeder: DeepGaChoice;
}

/** A study that breeds generations: how they learn, the champion at its task beside that, and all of them beneath. */
export default function GenerationsPanels({
  engine,
  snapshot,
  summary,
  breeder,
}: GenerationsPanelsProps): React.ReactNode {
  const { studyId, spec, state } = snapshot;
  const { closed, known } = summary;
  const { page, failure } = useGenerations(engine, studyId, { closed, known, state });
  const [chosen, setChosen] = useState<number | null>(null);
  const [playing, setPlaying] = useState<number | null>(null);
  const choose = useCallback((generation: number | null) => setChosen(generation), []);
  const generations = page?.rows.map(({ generation }) => generation) ?? [];
  return (
    <>
      <LearningPanel
        spec={spec}
        breeder={breeder}
        summary={summary}
        curve={page?.curve ?? null}
        failure={failure}
        playing={playing}
        isOver={state === "finished" || state === "left"}
        onChoose={choose}
      />
      <ChampionPanel
        engine={engine}
        studyId={studyId}
        state={state}
        generations={generations}
        chosen={chosen}
        onChoose={choose}
        onPlaying={setPlaying}
      />
      <GenerationLog
        engine={engine}
        studyId={studyId}
        rows={page?.rows ?? []}
        closed={closed}
        maximizes={firstObjective(spec).direction === "maximize"}
        episodes={breeder.validationEpisodes}
        gone={state === "left"}
      />
    </>
  );
}
