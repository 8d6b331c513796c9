import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { ownWorkFolder, projectFolder, stackFileOf, workFolderOf } from "../../engine/work-folder.ts";

const home = mkdtempSync(join(tmpdir(), "work-folder-"));
const env = { LAB_HOME: home };
const own = ownWorkFolder("soc-anna", env);
mkdirSync(own, { recursive: true });
writeFileSync(join(own, "Pulumi.yaml"), "name: wazuh-misp-lab\n");
test.after.always(() => rmSync(home, { recursive: true }));

test("a stack with a folder of its own is worked on there, with its file", (t) => {
  t.is(workFolderOf("soc-anna", env), join(home, "stacks/soc-anna"));
  t.is(stackFileOf("soc-anna", env), join(home, "stacks/soc-anna/Pulumi.soc-anna.yaml"));
});

test("every other stack is worked on in the clone", (t) => {
  for (const stack of ["rehearsal", "", "organization/wazuh-misp-lab/soc-anna", "../stacks/soc-anna", ".."]) {
    t.is(workFolderOf(stack, env), projectFolder, stack);
  }
  t.is(stackFileOf("rehearsal", env), join(projectFolder, "stacks/Pulumi.rehearsal.yaml"));
});
