import { type ComponentType, lazy, memo, Suspense, useEffect, useRef, useState } from "react";
import { fetchSeedInfo } from "../seed-api.ts";
import { inviteLink, phoneLink } from "./invite-link.ts";

/** Fetched when first shown. Should the seed have gone by then, the link stands there without a picture. */
const QrCode = lazy<ComponentType<{ text: string; label: string }>>(() =>
  import("../parts/QrCode.tsx").catch(() => ({ default: () => null })),
);

interface SharePanelProps {
  readonly studyId: string;
  /** Just published: stands on top, in words of that moment. */
  readonly fresh: boolean;
  /** The objective does not load in this tab, so it will not in others. */
  readonly broken: boolean;
  readonly listed: boolean;
  readonly onDone: () => void;
}

/** The invite link, to copy or to scan. */
export const SharePanel = memo(function SharePanel({ studyId, fresh, broken, listed, onDone }: SharePanelProps) {
  const link = inviteLink(location.origin, studyId);
  const forPhones = useLanLink(studyId);
  const sendNow = fresh && !broken;
  useEffect(() => {
    if (sendNow) focusInviteLink();
  }, [sendNow]);
  return (
    <section
      className={`p sharep ${fresh ? "fresh" : ""} ${broken ? "broken" : ""}`}
      style={{ "--c": fresh ? 60 : 18 } as React.CSSProperties}
      aria-labelledby="share"
    >
      <header>
        <h2 id="share">{heading(fresh, broken)}</h2>
        <span className="sp" />
        {fresh ? (
          <button type="button" className="b s ghost" onClick={onDone}>
            Done
          </button>
        ) : null}
      </header>
      <div className="invite">
        <div className="qr">
          <Suspense>
            <QrCode text={forPhones ?? link} label="QR code of the study's address" />
          </Suspense>
        </div>
        <div className="stack">
          <CopyField id={INVITE_FIELD} label="Invite link" value={link} />
          {forPhones === null ? null : (
            <CopyField id="phone-link" label="Address for phones on this network" value={forPhones} />
          )}
          <p className="q sm">
            Anyone with the link can read the code and join from a phone or a laptop.
            {listed ? " The study is also listed on this seed." : " The study is not listed anywhere."}
            {forPhones === null ? "" : " The QR code holds the address for phones."}
          </p>
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

function heading(fresh: boolean, broken: boolean): string {
  if (!fresh) return "Invite others";
  return broken
    ? "The objective does not load. Publish a corrected study before you send a link."
    : "Your study is published. Send the link.";
}

type Copied = "no" | "copied" | "selected";

function CopyField({ id, label, value }: { readonly id: string; readonly label: string; readonly value: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<Copied>("no");
  const copy = (): void => {
    field.current?.select();
    // Typed as always there; absent on plain http.
    const clipboard: Clipboard | undefined = navigator.clipboard;
    if (clipboard === undefined) {
      setCopied("selected");
      return;
    }
    clipboard.writeText(value).then(
      () => setCopied("copied"),
      () => setCopied("selected"),
    );
  };
  return (
    <div className="fld">
      <label htmlFor={id}>{label}</label>
      <div className="url">
        <input ref={field} id={id} readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" onClick={copy}>
          {copied === "copied" ? "Copied" : "Copy"}
        </button>
      </div>
      <p className="hp" role="status">
        {copied === "selected" ? "The browser allows no copying here: the text is selected, press Ctrl C." : ""}
      </p>
    </div>
  );
}

/** Opened at localhost, the link works on this machine alone: others need the seed's LAN address. */
function useLanLink(studyId: string): string | null {
  const [link, setLink] = useState<string | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    fetchSeedInfo(leaving.signal).then(
      ({ lanUrls }) => setLink(phoneLink(location.hostname, lanUrls, studyId)),
      (thrown: unknown) => leaving.signal.aborted || console.info("The seed did not tell its LAN address.", thrown),
    );
    return () => leaving.abort();
  }, [studyId]);
  return link;
}
