import { type Access, accessOf } from "../parts/study/access-words.ts";
import type { DraftForm } from "./draft.ts";
import { SelectField } from "./settings/Fields.tsx";

const OPTIONS: readonly (readonly [Access, string])[] = [
  ["listed", "Anyone: listed on this seed"],
  ["link", "By link only: not listed"],
  ["private", "Private: only with the whole link"],
];

const HINTS: Readonly<Record<Access, string>> = {
  listed: "Everybody who opens this seed's page sees the study's name and best, can read its code and join.",
  link: "Whoever has the link can join. The seed keeps the study's text as it is, and is told its best value.",
  private:
    "The link carries a secret that reaches no server. The seed keeps the study's text encrypted, and is told no values. Whoever passes the link on lets others in.",
};

interface AccessFieldProps {
  readonly form: Pick<DraftForm, "listed" | "isPrivate">;
  readonly onChange: (change: Pick<DraftForm, "listed" | "isPrivate">) => void;
}

/** Who can find the study, and read it. */
export function AccessField({ form, onChange }: AccessFieldProps) {
  const access = accessOf(form.listed, form.isPrivate);
  return (
    <SelectField
      id="field-access"
      label="Who can join"
      value={access}
      options={OPTIONS}
      hint={HINTS[access]}
      onChange={(chosen) => onChange({ listed: chosen === "listed", isPrivate: chosen === "private" })}
    />
  );
}
