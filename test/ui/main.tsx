import { createRoot } from "react-dom/client";
import { App } from "../../app/App.tsx";
import "../../app/styles/page.css";
import { fakeEngine } from "./fake-engine.ts";
import { answerSeed } from "./fake-seed.ts";
import { readScenario } from "./scenario.ts";

const scenario = readScenario(new URLSearchParams(location.search).get("scenario"));
answerSeed(scenario);

const root = document.getElementById("page");
if (root === null) throw new Error("The page has no place to draw into.");
const engine = fakeEngine(scenario);
const connect = async () => {
  if (scenario === "engine-fails") throw new Error("This browser has no workers. Update it, then come back.");
  return { engine, profile: await engine.boot({ seedUrl: location.origin, recalled: null }, undefined as never) };
};
createRoot(root).render(<App connect={connect} refusal={null} />);
