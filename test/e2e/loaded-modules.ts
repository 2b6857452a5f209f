import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LOOKING = `import { writeSync } from 'node:fs';
  export async function load(url, context, next) { writeSync(2, url + '\\n'); return next(url, context); }`;
const inData = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
const REGISTER = `import { register } from 'node:module'; register(${JSON.stringify(inData(LOOKING))});`;

/** Makes a process and its threads write the files that they load to standard error. */
export const TELLS_FILES = { NODE_OPTIONS: `--import ${inData(REGISTER)}` };

/** The modules that such a process has loaded: the sources of each bundled file, and the files that are not bundled. */
export function modulesIn(stderr: string): readonly string[] {
  return stderr
    .split('\n')
    .filter((url) => url.startsWith('file:'))
    .flatMap((url) => (url.includes('/dist/bin/') ? sourcesOf(url) : [url]));
}

function sourcesOf(url: string): readonly string[] {
  const map = JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')) as { readonly sources: readonly string[] };
  return map.sources;
}
