import test from "ava";
import { plugin } from "../../../../engine/plugins/docker/plugin.ts";
import { packageSchema } from "../../../../engine/plugins/provider/package-schema.ts";

const schema = packageSchema(plugin) as {
  types: Record<string, object>;
  resources: Record<string, { inputProperties: Record<string, object>; properties: Record<string, object> }>;
};

test("every type that the schema refers to is in it", (t) => {
  const references = [...JSON.stringify(schema).matchAll(/"#\/types\/([^"]+)"/g)].map(([, type]) => type!);
  t.true(references.length > 20);
  t.deepEqual(
    references.filter((type) => schema.types[type] === undefined),
    [],
  );
});

test("outputs are properties, but no inputs", (t) => {
  const { inputProperties, properties } = schema.resources["docker:index/container:Container"]!;
  t.truthy(properties["networkDatas"]);
  t.is(inputProperties["networkDatas"], undefined);
  t.truthy(inputProperties["uploads"]);
});
