import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import protobuf from "google-protobuf/google/protobuf/struct_pb.js";

/**
 * One property value: JSON, or a {@link Secret} around JSON. An asset or archive is an object with Pulumi's
 * signature key. https://www.pulumi.com/docs/iac/extending-pulumi/property-values
 */
export type Value = null | boolean | number | string | Secret | Value[] | { [key: string]: Value };

/** The properties of a resource, by name. */
export type Values = Record<string, Value>;

/** Stands for a value that is not known until the update runs. A resource sees it in a preview only. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";

/** A value that the engine encrypts in state and hides in its output. */
export class Secret {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

/** Whether a value is an object with properties: neither a list nor a secret. */
export function isObject(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Secret);
}

/** Whether a value is an asset (a file's content) of Pulumi. */
export function isAsset(value: Value | undefined): value is Values {
  return isObject(value) && value[signatureKey] === assetSignature;
}

/** Whether a value is an archive (a folder's content) of Pulumi. */
export function isArchive(value: Value | undefined): value is Values {
  return isObject(value) && value[signatureKey] === archiveSignature;
}

/** An asset that is a file; `hash` is the SHA-256 of its content in hexadecimal digits. */
export function fileAsset(path: string, hash: string): Values {
  return { [signatureKey]: assetSignature, hash, path };
}

/** An archive of assets, by their paths in it. */
export function assetArchive(assets: Values): Values {
  return { [signatureKey]: archiveSignature, assets };
}

/** Whether a value is {@link unknown} or holds an unknown anywhere inside. */
export function hasUnknown(value: Value | undefined): boolean {
  return value === unknown || children(value).some(hasUnknown);
}

/** Whether a value is a secret or holds one anywhere inside. */
export function hasSecret(value: Value | undefined): boolean {
  return value instanceof Secret || children(value).some(hasSecret);
}

function children(value: Value | undefined): Value[] {
  if (value instanceof Secret) {
    return [value.value];
  }
  return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
}

/** The same properties with every secret opened. */
export function plain(values: Values): Values {
  return plainValue(values) as Values;
}

function plainValue(value: Value): Value {
  if (value instanceof Secret) {
    return plainValue(value.value);
  }
  if (Array.isArray(value)) {
    return value.map(plainValue);
  }
  return isObject(value) ? mapValues(value, plainValue) : value;
}

/**
 * Makes secret in `values` whatever is secret under the same name in `like`: objects property by property, and
 * anything else as a whole, as the engine does for providers that know no secrets. `insideLists` says that lists
 * are taken item by item instead, as providers do that know them.
 */
export function withSecretsOf(values: Values, like: Values, insideLists = false): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, withSecretsLike(value, like[key], insideLists)]),
  );
}

function withSecretsLike(value: Value, like: Value | undefined, insideLists: boolean): Value {
  if (isObject(value) && isObject(like)) {
    return withSecretsOf(value, like, insideLists);
  }
  if (insideLists && Array.isArray(value) && Array.isArray(like)) {
    return value.map((item, index) => withSecretsLike(item, like[index], insideLists));
  }
  return hasSecret(like) && !(value instanceof Secret) ? new Secret(value) : value;
}

/** Reads properties as the engine sends them. */
export function decode(struct: protobuf.Struct | undefined): Values {
  return struct === undefined ? {} : (decodeValue(struct.toJavaScript()) as Values);
}

function decodeValue(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map(decodeValue);
  }
  if (!isObject(value)) {
    return value;
  }
  if (value[signatureKey] === secretSignature) {
    return new Secret(decodeValue(value["value"] ?? null));
  }
  return mapValues(value, decodeValue);
}

/** Writes properties as the engine reads them; properties that are undefined are left out. */
export function encode(values: Values): protobuf.Struct {
  return protobuf.Struct.fromJavaScript(encodeValue(values) as Record<string, JavaScriptValue>);
}

function encodeValue(value: Value): Value {
  if (value instanceof Secret) {
    return { [signatureKey]: secretSignature, value: encodeValue(value.value) };
  }
  if (Array.isArray(value)) {
    return value.map(encodeValue);
  }
  return isObject(value) ? mapValues(value, encodeValue) : value;
}

function mapValues(values: Values, map: (value: Value) => Value): Values {
  return Object.fromEntries(
    Object.entries<Value | undefined>(values).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, map(value)]],
    ),
  );
}
