import { type ComponentType, useEffect, useState } from "react";
import { Link } from "wouter";
import { Loading } from "../Loading.tsx";
import { TopBar } from "../TopBar.tsx";
import { LonePage } from "./LonePage.tsx";
import { Main } from "./Main.tsx";

interface FetchedPageProps {
  /** Must stay the same. */
  readonly fetchPage: () => Promise<{ readonly default: ComponentType }>;
}

/** Who comes back finds the page at once. */
const fetched = new Map<FetchedPageProps["fetchPage"], ComponentType>();

/** A page whose text is fetched when somebody goes there: a lazy component would never try again where that failed once. */
export function FetchedPage({ fetchPage }: FetchedPageProps) {
  const [Page, setPage] = useState<ComponentType | null>(() => fetched.get(fetchPage) ?? null);
  const [failures, setFailures] = useState(0);
  const [tries, setTries] = useState(1);
  useEffect(() => {
    let isWanted = true;
    fetchStylesAgain();
    fetchPage().then(
      (module) => {
        fetched.set(fetchPage, module.default);
        if (isWanted) setPage(() => module.default);
      },
      (thrown: unknown) => {
        console.warn("A page could not be fetched.", thrown);
        if (isWanted) setFailures(tries);
      },
    );
    return () => {
      isWanted = false;
    };
  }, [fetchPage, tries]);
  if (Page !== null) return <Page />;
  return (
    <>
      <TopBar />
      {failures === tries ? (
        <NotFetched onRetry={() => setTries(tries + 1)} />
      ) : (
        <Main className="wrap lone">
          <Loading what="Opening the page" />
        </Main>
      )}
    </>
  );
}

/** The bundler asks for a style sheet once, and never again where that failed. */
function fetchStylesAgain(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]'))
    if (!hasRules(link)) link.replaceWith(link.cloneNode());
}

function hasRules({ sheet }: HTMLLinkElement): boolean {
  try {
    return sheet !== null && sheet.cssRules.length > 0;
  } catch (thrown) {
    // Of a sheet that did not come, browsers may not even tell that it has none.
    if (thrown instanceof DOMException) return false;
    throw thrown;
  }
}

function NotFetched({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <LonePage
      title="This page could not be fetched."
      actions={
        <>
          <button type="button" className="b pri" onClick={onRetry}>
            Try again
          </button>
          <Link className="b" href="/">
            Open swarms
          </Link>
        </>
      }
    >
      Is the seed reachable? What this tab works on goes on, and you can try again at any time; a reload would end it
      until the seed is back.
    </LonePage>
  );
}
