import { createHash } from "node:crypto";
import { readTemplate, render } from "../../components/template.ts";

/** A page that stands alone: nothing in it is asked for elsewhere but what its policy allows. */
export interface Page {
  /** What the browser's tab says. */
  readonly title: string;
  /** Name of the page in `templates/pages/`, of its `.html.hbs` and its `.css`. */
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Names of more styles, which come before its own. @default - none */
  readonly styles?: readonly string[];
  /** Name of its script. @default - none */
  readonly script?: string;
}

/** A rendered page, and what it may do: the value of a Content-Security-Policy, for a server to send as well. */
export interface RenderedPage {
  readonly html: string;
  readonly policy: string;
}

/** The nine hops in small: three points on a line. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M5 22 16 9l11 13" fill="none" stroke="#b4561f" ' +
    'stroke-width="3"/><g fill="#2f5d8c"><circle cx="5" cy="22" r="4.5"/><circle cx="16" cy="9" r="4.5"/>' +
    '<circle cx="27" cy="22" r="4.5"/></g></svg>',
)}`;

/** Renders a page into one HTML file. Every value in it stays text; only its own style and script are obeyed. */
export function renderPage({ title, name, values, styles: more = [], script }: Page): RenderedPage {
  const styles = ["page", ...more, name].map((one) => readTemplate(`pages/${one}.css`)).join("\n");
  const code = script === undefined ? undefined : readTemplate(`pages/${script}.js`);
  const policy = [
    "default-src 'none'",
    `style-src '${digest(styles)}'`,
    ...(code === undefined ? [] : [`script-src '${digest(code)}'`, "connect-src 'self'"]),
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const body = render(`pages/${name}.html`, values);
  const html = render("pages/page.html", { title, policy, icon, styles, script: code, body });
  return { html, policy };
}

const digest = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** An address that a page may link to: of the web, and nothing that a browser would run. Undefined for any other. */
export function webAddress(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text);
  return url && ["http:", "https:"].includes(url.protocol) ? url.href : undefined;
}
