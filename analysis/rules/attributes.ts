import type { XmlElement } from "../xml.ts";
import type { Report } from "./report.ts";

/** What the attributes of a `<rule>` say, with Wazuh's values for what they do not. */
export interface RuleAttributes {
  readonly id: number;
  readonly level: number;
  readonly maxSize: number;
  /** Events that a correlation asks for; 2 where it is not said. */
  readonly frequency: number;
  /** Seconds; analysisd.default_timeframe where it is not said. */
  readonly timeframe: number;
  readonly ignore: number;
  readonly noAlert: boolean;
  readonly overwrite: boolean;
}

const defaultTimeframe = 360;

/** Reads the attributes of the rule that is the `index`th of its group. */
export function attributesOf(element: XmlElement, index: number, report: Report): RuleAttributes {
  if (element.attributes.size === 0) {
    report.refuse(`Invalid rule '${index}'. You must specify an ID and a level at least.`);
  }
  let id: number | undefined;
  let level: number | undefined;
  const rest = {
    maxSize: 0,
    frequency: 2,
    timeframe: defaultTimeframe,
    ignore: 0,
    noAlert: false,
    overwrite: false,
  };
  for (const [name, value] of element.attributes) {
    const number = /^\d+$/.test(value) ? Number(value) : undefined;
    const whole = (message: string): number => number ?? report.refuse(message);
    switch (name.toLowerCase()) {
      case "id":
        if (number === undefined || value.length > 6) {
          report.refuse(`rules_op: Invalid rule id: ${value}. Must be integer (max 6 digits)`);
        }
        id = number;
        break;
      case "level":
        if (number !== undefined && number > 16) {
          report.refuse(`rules_op: Invalid level: ${number}. Must be an integer between 0 and 16.`);
        }
        level = number;
        break;
      case "maxsize":
        rest.maxSize = whole(`rules_op: Invalid maxsize: ${value}. Must be integer`);
        break;
      case "timeframe":
        rest.timeframe = whole(`rules_op: Invalid timeframe: ${value}. Must be integer (max 5 digits)`);
        break;
      case "frequency":
        rest.frequency = whole(`rules_op: Invalid frequency: ${value}. Must be integer`);
        if (rest.frequency < 2 || rest.frequency > 9999) {
          report.refuse(
            `rules_op: Invalid frequency: ${rest.frequency}. Must be higher than 1 and lower than 10000.`,
          );
        }
        break;
      case "accuracy":
        whole(`rules_op: Invalid accuracy: ${value}. Must be integer`);
        break;
      case "ignore":
        rest.ignore = whole(`rules_op: Invalid ignore_time: ${value}. Must be integer (max 6 digits)`);
        break;
      case "noalert":
        rest.noAlert = value === "1";
        break;
      case "overwrite":
        if (value !== "yes" && value !== "no") {
          report.refuse(`rules_op: Invalid overwrite: ${value}. Can only by 'yes' or 'no'.`);
        }
        rest.overwrite = value === "yes";
        break;
      default:
        report.refuse(
          `rules_op: Invalid attribute "${name}". Only id, level, maxsize, accuracy, noalert, ignore, frequency and timeframe are allowed.`,
        );
    }
  }
  if (id === undefined || level === undefined) {
    return report.refuse(`No rule id or level specified for rule '${index}'.`);
  }
  return { id, level, ...rest };
}
