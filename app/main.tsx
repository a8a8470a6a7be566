import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { connectEngine } from "./engine-client.ts";
import "./styles/page.css";

const root = document.getElementById("page");
if (root === null) throw new Error("The page has no place to draw into.");
createRoot(root).render(<App connect={connectEngine} />);
