import type { ErrorInfo, ReactNode } from "react";
import { Component } from "react";
import { sentenceOf } from "../../page-engine.ts";
import { Note } from "../Note.tsx";
import { Main } from "./Main.tsx";

interface PageBoundaryProps {
  readonly children: ReactNode;
}

/** Our own mistake while drawing: says so, and that the work goes on, instead of a blank page. */
export class PageBoundary extends Component<PageBoundaryProps, { readonly message: string | null }> {
  override state: { readonly message: string | null } = { message: null };

  static getDerivedStateFromError(thrown: unknown) {
    return { message: sentenceOf(thrown) };
  }

  override componentDidCatch(thrown: unknown, info: ErrorInfo): void {
    console.error(thrown, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <Main className="wrap lone">
        <Note
          tone="error"
          icon="x"
          role="alert"
          title="The page could not be drawn."
          action={
            <button type="button" className="b s" onClick={() => location.reload()}>
              Reload
            </button>
          }
        >
          Your tab's work is not lost: it resumes after a reload. ({this.state.message})
        </Note>
      </Main>
    );
  }
}
