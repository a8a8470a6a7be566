import { useCallback, useEffect, useRef } from "react";
import { Icon } from "../../parts/Icon.tsx";
import { Choices } from "../Choices.tsx";
import { fitCanvas, usePalette, useSize } from "../canvas/use-canvas.ts";
import { endWords, momentWords, pictureWords } from "./champion-words.ts";
import type { Frame } from "./episode-frame.ts";
import { paintFrame } from "./paint-frame.ts";
import { frameAt, STEPS_PER_SECOND } from "./playing.ts";
import { useOnScreen, wantsStillness } from "./use-on-screen.ts";
import type { Played } from "./use-play.ts";
import { usePlayer } from "./use-player.ts";

export type Speed = "1" | "4";
const SPEEDS = [
  ["1", "1×"],
  ["4", "4×"],
] as const;

interface PlayStageProps {
  readonly played: Played;
  /** Of `played`, which has at least one. */
  readonly first: Frame;
  readonly speed: Speed;
  readonly onSpeed: (speed: Speed) => void;
  /** Told whether it stands at the end, having been played to it. */
  readonly onEnded: (hasEnded: boolean) => void;
}

/** An episode as a moving picture: plays once, and is then looked through by its slider. */
export function PlayStage({ played: { play, shown }, first, speed, onSpeed, onEnded }: PlayStageProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(box);
  const palette = usePalette();
  const isSeen = useOnScreen(box);
  const { frames } = shown;
  const paint = useCallback(
    (at: number): void => {
      const context = canvas.current?.getContext("2d");
      const now = frameAt(frames, at);
      if (context === null || context === undefined || size === null || palette === null || now === null) return;
      fitCanvas(context, size);
      paintFrame(context, now, size, palette);
    },
    [frames, size, palette],
  );
  const perSecond = STEPS_PER_SECOND[first.task] * Number(speed);
  const player = usePlayer({ count: frames.length, perSecond, autoplay: !wantsStillness(), isSeen, paint });
  const { hasEnded } = player;
  useEffect(() => onEnded(hasEnded), [hasEnded, onEnded]);
  const now = frames[player.frame] ?? first;
  const isAtEnd = player.frame >= frames.length - 1;
  return (
    <>
      <div className="stage" ref={box}>
        <canvas ref={canvas} role="img" aria-label={player.isPlaying ? "The episode, playing" : pictureWords(now)} />
      </div>
      <div className="row playbar">
        <button type="button" className="b s playbutton" onClick={player.toggle}>
          <Icon name={player.isPlaying ? "pause" : "play"} />
          {player.isPlaying ? "Pause" : isAtEnd ? "Play again" : "Play"}
        </button>
        <input
          type="range"
          min={0}
          max={Math.max(1, frames.length - 1)}
          value={player.frame}
          aria-label="Step of the episode"
          aria-valuetext={momentWords(now)}
          onChange={(event) => player.seek(Number(event.currentTarget.value))}
        />
        <Choices label="Speed" options={SPEEDS} value={speed} onChange={onSpeed} />
      </div>
      <p className="moment">{hasEnded ? endWords(play, now) : momentWords(now)}</p>
      <p className="sr" role="status">
        {hasEnded ? endWords(play, now) : ""}
      </p>
    </>
  );
}
