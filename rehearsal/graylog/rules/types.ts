/** Types of the rule language, by the names that Graylog's messages use. */
export type TypeName =
  | "Object"
  | "String"
  | "Long"
  | "Double"
  | "Boolean"
  | "Map"
  | "List"
  | "JsonNode"
  | "RegexMatchResult"
  | "DateTime"
  | "Period"
  | "Duration"
  | "Message"
  | "Void";

/** Whether a parameter of one type takes an argument of another. */
export function isAssignable(parameter: TypeName, argument: TypeName): boolean {
  return (
    parameter === "Object" ||
    parameter === argument ||
    (parameter === "Map" && argument === "RegexMatchResult")
  );
}
