import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { Language } from '@jalon/kernel';

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

type Piece = string | Html | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/** HTML with values in it: whatever is not HTML already is escaped. */
export function markup(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
  const written = (piece: Piece): string =>
    typeof piece === 'string' ? escaped(piece) : piece instanceof Html ? piece.text : piece.map(written).join('');
  return new Html(
    strings.map((text, index) => text + (index < values.length ? written(values[index] ?? '') : '')).join(''),
  );
}

const STYLE = `
body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.5rem}a{color:#0b4f9e}li{margin:.5rem 0}code{overflow-wrap:anywhere}
button{font:inherit;padding:.5rem 1rem;border:1px solid #0b4f9e;border-radius:.25rem;background:#0b4f9e;color:#fff;cursor:pointer}
:focus-visible{outline:3px solid #f5a623;outline-offset:2px}
`;

/** The page loads nothing, and sends its forms to this service alone. It runs no script, but the one that it names. */
const policyFor = (script: string | undefined): string =>
  [
    `default-src 'none'`,
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    ...(script === undefined ? [] : [`script-src 'self'`, `connect-src 'self'`]),
  ].join('; ');

export interface Page {
  readonly title: string;
  readonly content: Html;
  readonly status?: number;
  /** The path of its script, which comes from this service. */
  readonly script?: string;
  /** Where the browser goes on its own. */
  readonly goesTo?: string;
}

/** Writes a page as the answer; Nest sends what this returns. */
export function page(
  reply: FastifyReply,
  language: Language,
  { title, content, status = 200, script, goesTo }: Page,
): string {
  void reply.status(status).headers({
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    vary: 'Accept-Language',
    'content-security-policy': policyFor(script),
    // What brought somebody here may hold a secret, as the address of a login link does: no other site is told. The forms of
    // a page that tells nobody at all would say `Origin: null`.
    'referrer-policy': 'same-origin',
  });
  const refresh = goesTo === undefined ? markup`` : markup`<meta http-equiv="refresh" content="0;url=${goesTo}" />`;
  const program = script === undefined ? markup`` : markup`<script type="module" src="${script}"></script>`;
  // The policy names the style sheet by its hash: not a character may be added to it.
  const style = new Html(`<style>${STYLE}</style>`);
  return markup`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">${refresh}${program}
<title>${title}</title>${style}</head>
<body><main><h1>${title}</h1>
${content}
</main></body></html>
`.text;
}
