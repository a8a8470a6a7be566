import type { ReactNode } from "react";
import { Link } from "wouter";
import type { IconName } from "../parts/Icon.tsx";
import { Icon } from "../parts/Icon.tsx";

/** What happens to somebody who joins, told before they do. Every line is a promise, as on the consent page. */
export function HowItWorks() {
  return (
    <section className="how" aria-labelledby="how">
      <h2 id="how">What joining means</h2>
      <ul>
        <Step icon="eye" title="You see the code first.">
          A study shows what it searches for, how long, and the very code your tab would run. Nothing runs before you
          press Join.
        </Step>
        <Step icon="cpu" title="Your tab does its share.">
          It tries values on the cores you lend, in a box without files or network. Pause or leave at any time; there is
          nothing to install.
        </Step>
        <Step icon="share" title="Finds go from tab to tab.">
          Each tab tells the others what it found and looks where they had luck. A tab that comes late catches up by
          itself.
        </Step>
      </ul>
      <p className="q sm alone">
        Something to watch in this tab alone:{" "}
        <Link className="lnk" href="/agents">
          agents that learn together
        </Link>
        .
      </p>
    </section>
  );
}

interface StepProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children: ReactNode;
}

function Step({ icon, title, children }: StepProps) {
  return (
    <li>
      <Icon name={icon} />
      <p>
        <b>{title}</b> <span className="q">{children}</span>
      </p>
    </li>
  );
}
