import { type ComponentType, lazy, memo, Suspense, useEffect, useRef, useState } from "react";
import { copyText } from "../../parts/copy-text.ts";
import { fetchSeedInfo } from "../../seed-api.ts";
import { seedPlace } from "../../seed-place.ts";
import type { Invitation } from "./invite-link.ts";
import { invitation, isLocalName, reachWords } from "./invite-link.ts";

/** Fetched when first shown. Should the seed have gone by then, the link stands there without a picture. */
const QrCode = lazy<ComponentType<{ text: string; label: string }>>(() =>
  import("../../parts/QrCode.tsx").catch(() => ({ default: () => null })),
);

type Listing = "private" | "never" | "later" | "now";

const LISTING_WORDS: Readonly<Record<Listing, string>> = {
  private: "The link cannot be taken back.",
  never: "The study is not listed anywhere.",
  later: "It will be listed on this seed once a trial has ended with a value.",
  now: "The study is also listed on this seed.",
};

interface SharePanelProps {
  readonly studyId: string;
  /** Of a private study. */
  readonly secret: string | null;
  /** Just published: stands on top, in words of that moment. */
  readonly fresh: boolean;
  /** The objective does not load in this tab, so it will not in others. */
  readonly broken: boolean;
  /** Whether the seed lists the study; one that is to be listed is, once it has a best. */
  readonly listing: Listing;
  readonly onDone: () => void;
}

/** The invite link, to copy or to scan. */
export const SharePanel = memo(function SharePanel({
  studyId,
  secret,
  fresh,
  broken,
  listing,
  onDone,
}: SharePanelProps) {
  const { link, reach, known } = useInvitation(studyId, secret);
  const sendNow = fresh && !broken && known;
  useInviteFocus(sendNow);
  const scans = known && reach !== "computer";
  return (
    <section
      className={`p sharep ${fresh ? "fresh" : ""} ${broken ? "broken" : ""}`}
      style={{ "--c": fresh ? 60 : 18 } as React.CSSProperties}
      aria-labelledby="share"
    >
      <header>
        <h2 id="share">{heading(fresh, broken, known)}</h2>
        <span className="sp" />
        {fresh ? (
          <button type="button" className="b s ghost" onClick={onDone}>
            Done
          </button>
        ) : null}
      </header>
      <div className={known && !scans ? "invite unscanned" : "invite"}>
        {known && !scans ? null : (
          <div className="qr">
            <Suspense>{scans ? <QrCode text={link} label="QR code of the study's address" /> : null}</Suspense>
          </div>
        )}
        <div className="stack">
          <CopyField id={INVITE_FIELD} label="Invite link" value={known ? link : ""} />
          <p className="q sm">{known ? `${reachWords(reach, secret !== null)} ${LISTING_WORDS[listing]}` : ""}</p>
        </div>
      </div>
    </section>
  );
});

const INVITE_FIELD = "invite-link";

/** Focusing selects the text, ready to copy. */
export function focusInviteLink(): void {
  const field = document.getElementById(INVITE_FIELD);
  field?.scrollIntoView({ block: "center" });
  field?.focus();
}

/** Focuses the link when it is ready to send, unless by then its reader has gone on to something else. */
function useInviteFocus(ready: boolean): void {
  const came = useRef<{ readonly focused: Element | null; readonly scrolled: number }>(null);
  useEffect(() => {
    const now = { focused: document.activeElement, scrolled: window.scrollY };
    came.current ??= now;
    if (ready && now.focused === came.current.focused && now.scrolled === came.current.scrolled) focusInviteLink();
  }, [ready]);
}

function heading(fresh: boolean, broken: boolean, known: boolean): string {
  if (!fresh) return "Invite others";
  if (broken) return "The objective does not load. Publish a corrected study before you send a link.";
  return known ? "Your study is published. Send the link." : "Your study is published. Fetching its link.";
}

type Copied = "no" | "copied" | "selected";

function CopyField({ id, label, value }: { readonly id: string; readonly label: string; readonly value: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<Copied>("no");
  const copy = (): void => {
    if (field.current !== null) selectAll(field.current);
    void copyText(value).then((worked) => {
      // A selection shows, and can be copied, only in a field that has the focus.
      if (!worked) field.current?.focus();
      setCopied(worked ? "copied" : "selected");
    });
  };
  return (
    <div className="fld">
      <label htmlFor={id}>{label}</label>
      <div className="url">
        <input
          ref={field}
          id={id}
          readOnly
          value={value}
          placeholder="Asking the seed for its address"
          onFocus={(event) => selectAll(event.currentTarget)}
        />
        <button type="button" disabled={value === ""} onClick={copy}>
          {copied === "copied" ? "Copied" : "Copy"}
        </button>
      </div>
      <p className="hp" role="status">
        {copied === "selected"
          ? "The browser does not let this page copy. The link is selected: copy it yourself."
          : ""}
      </p>
    </div>
  );
}

/** A narrow box shows the beginning of the link and not its end. */
function selectAll(field: HTMLInputElement): void {
  field.setSelectionRange(0, field.value.length, "backward");
  // Chromium shows the end of a long selection, whichever way it goes.
  field.scrollLeft = 0;
}

/** A seed that takes longer to tell its addresses is taken to have none. */
const ANSWER_TIMEOUT_MS = 5000;

/** The link to send, and whether it is `known` already: opened at localhost, the page asks the seed for its addresses. */
function useInvitation(studyId: string, secret: string | null): Invitation & { readonly known: boolean } {
  const seed = seedPlace();
  const asks = seed.elsewhere === null && isLocalName(location.hostname);
  const [seedUrls, setSeedUrls] = useState<readonly string[] | null>(asks ? null : []);
  const asking = seedUrls === null;
  useEffect(() => {
    if (!asking) return;
    const leaving = new AbortController();
    fetchSeedInfo(AbortSignal.any([leaving.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])).then(
      (info) => setSeedUrls([...info.publicUrls, ...info.lanUrls]),
      (thrown: unknown) => {
        if (leaving.signal.aborted) return;
        console.info("The seed did not tell its addresses.", thrown);
        setSeedUrls([]);
      },
    );
    return () => leaving.abort();
  }, [asking]);
  return { ...invitation(location, seed, seedUrls ?? [], studyId, secret), known: !asking };
}
