import { Icon } from "../parts/Icon.tsx";

/** Every line is a promise: it may stand here only as long as the code keeps it. */
export function Promises() {
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
            <b>Others see your trials.</b>{" "}
            <span className="q">
              Tabs in the swarm see your nickname, trials and values. Tabs you connect to directly can also see your IP
              address.
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
