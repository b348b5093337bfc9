import { suite } from "./suite.ts";

await suite("server-side-apply");
