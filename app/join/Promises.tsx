import { isToldByHttp, type StudySpec } from "../../study/spec/spec.ts";
import { Icon } from "../parts/Icon.tsx";
import { ACCESS_WORDS, accessTo } from "../parts/study/access-words.ts";
import { HTTP_WORDS } from "../parts/study/http-words.ts";

/** Every line is a promise: it may stand here only as long as the code keeps it. */
export function Promises({ spec }: { readonly spec: StudySpec }) {
  const { promise, seed, members, others } = ACCESS_WORDS[accessTo(spec)];
  return (
    <div>
      <h2>What taking part means</h2>
      <ul className="yes">
        {isToldByHttp(spec) ? <Watches /> : <Works members={members} />}
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

const Works = ({ members }: { readonly members: string }) => (
  <>
    <li>
      <Icon name="cpu" />
      <div>
        <b>This tab does the work.</b>{" "}
        <span className="q">
          It runs the code shown here in background workers, on the cores you lend, until its share is done or you stop
          it.
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
  </>
);

const Watches = () => (
  <>
    <li>
      <Icon name="eye" />
      <div>
        <b>This tab only watches.</b>{" "}
        <span className="q">
          No code runs here. Tabs in the swarm see your nickname. Tabs you connect to directly can also see your IP
          address.
        </span>
      </div>
    </li>
    <li>
      <Icon name="warn" />
      <div>
        <b>Its owner is trusted.</b>{" "}
        <span className="q">
          {HTTP_WORDS.what} {HTTP_WORDS.trust}
        </span>
      </div>
    </li>
  </>
);
