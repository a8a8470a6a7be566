import type { ReactNode } from "react";
import type { IconName } from "./Icon.tsx";
import { Icon } from "./Icon.tsx";

interface NoteProps {
  readonly tone: "plain" | "warn" | "error" | "good";
  readonly icon: IconName;
  readonly title?: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly role?: "status" | "alert";
}

const TONE_CLASS = { plain: "n", warn: "w", error: "e", good: "g" } as const;

/** What happened, what it means for you, what you can do. */
export function Note({ tone, icon, title, children, action, role }: NoteProps) {
  return (
    <div className={`note ${TONE_CLASS[tone]}`} role={role}>
      <Icon name={icon} />
      <span>
        {title === undefined ? null : <b>{title} </b>}
        {children}
      </span>
      {action}
    </div>
  );
}
