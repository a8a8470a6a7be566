import { useState } from "react";
import { flushSync } from "react-dom";
import { Link } from "wouter";
import type { Pace } from "../../worker/training/training-api.ts";
import { Choices } from "../dashboard/Choices.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Main } from "../parts/page/Main.tsx";
import { TopBar } from "../parts/TopBar.tsx";
import { useTitle } from "../parts/use-title.ts";
import { announced } from "./agents-words.ts";
import { Comparison } from "./Comparison.tsx";
import { type Compared, ordersOf } from "./comparison.ts";
import { OneTraining } from "./OneTraining.tsx";
import { SettingsPanel } from "./SettingsPanel.tsx";
import { DEFAULT_FORM, NUMBER_FIELDS, readSettings, type SettingsErrors, type SettingsForm } from "./settings-form.ts";
import { isActive } from "./training-state.ts";
import { type Trainings, useTrainings } from "./use-trainings.ts";
import "./agents.css";

type Mode = "one" | "compare";

const MODES = [
  ["one", "One training"],
  ["compare", "Compare"],
] as const;

const PACES = [
  ["fast", "Fast"],
  ["slow", "Slow"],
] as const;

/** Agents that share a sum: one training, or several that differ in one thing, in workers of this tab alone. */
export default function AgentsPage() {
  useTitle("Agents that share a sum, in Waggle");
  const [mode, setMode] = useState<Mode>("one");
  const [form, setForm] = useState<SettingsForm>(DEFAULT_FORM);
  const [errors, setErrors] = useState<SettingsErrors>({});
  const [pace, setPace] = useState<Pace>("fast");
  const [compared, setCompared] = useState<Compared>("communication");
  const one = useTrainings();
  const several = useTrainings();
  const trainings = mode === "one" ? one : several;
  const isLocked = trainings.states.some(isActive);

  const start = (): void => {
    const read = readSettings(form);
    if (!read.ok) {
      flushSync(() => setErrors(read.errors));
      focusFirst(read.errors);
      return;
    }
    setErrors({});
    trainings.start(mode === "one" ? [read.order] : ordersOf(read.order, compared), pace);
  };
  return (
    <>
      <TopBar crumb={<span className="desk">Agents that share a sum</span>}>
        <Link className="b ghost" href="/">
          Open swarms
        </Link>
      </TopBar>
      <Main className="wrap agents">
        <div className="aghead">
          <h1>Agents that share a sum</h1>
          <p className="q">
            Each agent owns some of the parameters and learns how to change them, so that all together they add up to
            the target. They train here, in this tab alone, and stop when you leave the page.
          </p>
        </div>
        <div className="agbar">
          <Choices label="What to watch" options={MODES} value={mode} onChange={setMode} />
          <Choices
            label="Speed"
            options={PACES}
            value={pace}
            onChange={(next) => {
              setPace(next);
              one.setPace(next);
              several.setPace(next);
            }}
          />
          <Controls trainings={trainings} onStart={start} />
        </div>
        <p className="sr" role="status">
          {announced(trainings.states)}
        </p>
        <div className="comb five">
          <SettingsPanel
            form={form}
            errors={errors}
            isLocked={isLocked}
            compared={mode === "one" ? null : compared}
            onChange={(change) => {
              setForm({ ...form, ...change });
              if (Object.keys(errors).length > 0) setErrors(errorsOf({ ...form, ...change }));
            }}
          />
          {mode === "one" ? (
            <OneTraining state={one.states[0] ?? null} />
          ) : (
            <Comparison
              compared={compared}
              onCompare={(next) => {
                setCompared(next);
                several.clear();
              }}
              isLocked={isLocked}
              states={several.states}
            />
          )}
        </div>
      </Main>
    </>
  );
}

function errorsOf(form: SettingsForm): SettingsErrors {
  const read = readSettings(form);
  return read.ok ? {} : read.errors;
}

/** What is folded away cannot take the focus, so its fold opens first. */
function focusFirst(errors: SettingsErrors): void {
  const field = NUMBER_FIELDS.find((each) => errors[each] !== undefined);
  const input = document.getElementById(`agents-${field}`);
  const fold = input?.closest("details");
  if (fold) fold.open = true;
  input?.focus();
}

interface ControlsProps {
  readonly trainings: Trainings;
  readonly onStart: () => void;
}

/** The first button keeps its place, and with it the focus, whatever it does next. */
function Controls({ trainings, onStart }: ControlsProps) {
  const { states, isPaused, pause, goOn, finish } = trainings;
  const isRunning = states.some(isActive);
  const canPause = states.some(({ phase }) => phase === "training");
  const [words, icon, act] = !isRunning
    ? ([states.length === 0 ? "Start" : "New run", "play", onStart] as const)
    : isPaused
      ? (["Go on", "play", goOn] as const)
      : (["Pause", "pause", pause] as const);
  const isOff = isRunning && !isPaused && !canPause;
  return (
    <div className="row">
      <button
        type="button"
        className={isRunning && !isPaused ? "b agact" : "b pri agact"}
        aria-disabled={isOff}
        onClick={() => (isOff ? undefined : act())}
      >
        <Icon name={icon} />
        {words}
      </button>
      <button type="button" className="b" aria-disabled={!isRunning} onClick={() => (isRunning ? finish() : undefined)}>
        <Icon name="stop" />
        Stop
      </button>
    </div>
  );
}
