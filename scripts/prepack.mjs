// Before `npm pack`: what travels is built, whatever Node packs it.
import { buildCli, buildPage, installPackages } from "./prepare.mjs";

installPackages();
buildPage();
buildCli();
