/**
 * AVA, as a test file of a group gets it: `test`, `test.serial`, `test.before` and `test.after.always` note what the file
 * declares. Hooks have no `t`: what they make is in a variable of the file. Each file has its own instance of this module,
 * with the file's URL as the query.
 */
import { declaredBy, type Body, type Hook } from "./declared.ts";

const { before, tests, after } = declaredBy(decodeURIComponent(new URL(import.meta.url).search.slice(1)));

const test = (title: string, body: Body): void => void tests.push({ title, body, serial: false });
test.serial = (title: string, body: Body): void => void tests.push({ title, body, serial: true });
test.before = (body: Hook): void => void before.push(body);
test.after = { always: (body: Hook): void => void after.push(body) };

export default test;
