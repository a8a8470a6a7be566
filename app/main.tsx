import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { connectEngine } from "./engine-client.ts";
import { bindTo } from "./page-policy.ts";
import { readSeedPlace } from "./seed-place.ts";
import "./styles/page.css";

const root = document.getElementById("page");
if (root === null) throw new Error("The page has no place to draw into.");
const place = readSeedPlace(location.search, location);
if (place.ok) bindTo(place.value);
// A seed's headers keep the page out of others' frames, where a click meant for them could be a Join.
const isFramed = window.top !== window;
const refusal = isFramed
  ? "It is shown inside another page. Open it in a tab of its own."
  : place.ok
    ? null
    : place.reason;
createRoot(root).render(<App connect={connectEngine} refusal={refusal} />);
