/**
 * AVA, as a test file of a group gets it: `test`, `test.serial` and `test.after.always` note what the file declares. What a
 * file needs before its tests it awaits at its top level. Each file has an instance of this module of its own, with the
 * file's URL as the query.
 */
import { declaredBy, type Body } from "./declared.ts";

const { tests, after } = declaredBy(decodeURIComponent(new URL(import.meta.url).search.slice(1)));

const test = (title: string, body: Body): void => void tests.push({ title, body, serial: false });
test.serial = (title: string, body: Body): void => void tests.push({ title, body, serial: true });
test.after = { always: (body: () => unknown): void => void after.push(body) };

export default test;
