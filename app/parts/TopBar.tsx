import type { ReactNode } from "react";
import { Link } from "wouter";
import { toggleTheme } from "../theme.ts";
import { ConnectionButton } from "./connection/ConnectionDoctor.tsx";
import { Icon, Logo } from "./Icon.tsx";

interface TopBarProps {
  /** Where the person is; data from strangers is fine here. */
  readonly crumb?: ReactNode;
  readonly children?: ReactNode;
}

/** The page's head: home, where you are, what you can do, light or dark. */
export function TopBar({ crumb, children }: TopBarProps) {
  return (
    <header className="bar">
      <div className="wrap">
        <Link className="brand" href="/" aria-label="Waggle, home">
          <Logo />
          <span className={crumb === undefined ? undefined : "desk"}>Waggle</span>
        </Link>
        {crumb === undefined ? null : <span className="crumb">{crumb}</span>}
        <span className="sp" />
        {children}
        <ConnectionButton />
        <button
          type="button"
          className="b ghost ico"
          aria-label="Switch between light and dark"
          title="Light or dark"
          onClick={toggleTheme}
        >
          <Icon name="theme" />
        </button>
      </div>
    </header>
  );
}
