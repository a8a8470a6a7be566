import type { StudySpec } from "../../study/spec/spec.ts";
import { Icon } from "../parts/Icon.tsx";
import { ACCESS_WORDS, accessTo } from "../parts/study/access-words.ts";

/** Every line is a promise: it may stand here only as long as the code keeps it. */
export function Promises({ spec }: { readonly spec: StudySpec }) {
  const { promise, seed, members, others } = ACCESS_WORDS[accessTo(spec)];
  return (
    <div>
      <h2>What taking part means</h2>
      <ul className="yes">
        <li>
          <Icon name="cpu" />
          <div>
            <b>This tab does the work.</b>{" "}
            <span className="q">
              It runs the code shown here in background workers, on the cores you lend, until its share is done or you
              stop it.
            </span>
          </div>
        </li>
        <li>
          <Icon name="shield" />
          <div>
            <b>The code is boxed in.</b>{" "}
            <span className="q">
              It cannot read this page, your files, cookies or other tabs, and it cannot use the network.
            </span>
          </div>
        </li>
        <li>
          <Icon name="eye" />
          <div>
            <b>Others see your trials.</b> <span className="q">{members}</span>
          </div>
        </li>
        <li>
          <Icon name="share" />
          <div>
            <b>{promise}</b>{" "}
            <span className="q">
              {others} {seed}
            </span>
          </div>
        </li>
        <li>
          <Icon name="stop" />
          <div>
            <b>You can stop any time.</b>{" "}
            <span className="q">
              Pause, leave or close the tab. Nothing is installed. This browser keeps the study's trials, so that a
              reload picks up where it was.
            </span>
          </div>
        </li>
      </ul>
    </div>
  );
}
