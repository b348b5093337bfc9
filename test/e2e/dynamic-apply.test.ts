import { suite } from "./suite.ts";

await suite("dynamic-apply");
