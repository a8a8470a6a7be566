import type { TrialSummary } from "../../../agent/view/snapshot.ts";
import type { ParamValue } from "../../../study/space/distribution.ts";
import { CopyButton, CopyByHand, useCopying } from "../../parts/CopyButton.tsx";
import { exactJson } from "../../parts/exact.ts";
import { Name } from "../../parts/Name.tsx";
import { ExactValue } from "../ExactValue.tsx";
import { Facet } from "./Facet.tsx";

/** A trial's parameters with every digit, and a copy of them. */
export function Parameters({ params }: Pick<TrialSummary, "params">) {
  const copying = useCopying(exactJson(params));
  const pairs = Object.entries(params);
  if (pairs.length === 0) return null;
  return (
    <Facet title="Parameters" pairs={pairs.length} action={<CopyButton copying={copying} what="parameters" />}>
      <CopyByHand copying={copying} />
      <Pairs pairs={pairs} />
    </Facet>
  );
}

/** Names and values with every digit. */
export function Pairs({ pairs }: { readonly pairs: readonly (readonly [name: string, value: ParamValue])[] }) {
  return (
    <dl className="exact">
      {pairs.map(([name, value]) => (
        <div key={name}>
          <dt>
            <Name>{name}</Name>
          </dt>
          <dd className="mono">
            <ExactValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
