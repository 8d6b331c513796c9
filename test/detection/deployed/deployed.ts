// What the program deploys for a rehearsal: no Docker is asked.
import { readConfiguration } from "../../../components/configuration.ts";
import { containersOf } from "../../helpers/containers.ts";
import { mockEngine, settled } from "../../helpers/pulumi-mocks.ts";

const resources = await mockEngine("whole");
const { Lab } = await import("../../../components/lab.ts");
new Lab("lab", readConfiguration({ "lab:profile": "rehearsal", "lab:portBase": "20000" }));
await settled();

/** The containers, with their files, environments and volumes. */
export const deployed = containersOf(resources);
