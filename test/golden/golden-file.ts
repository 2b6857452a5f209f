import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(process.cwd(), 'test', 'golden', 'events');

/** The name of an event version, such as `HoursLogged.v1`; `EmployerRevised.v1.claims` is a further sample of one. */
export function goldenName(type: string, version: number, further?: string): string {
  return [type, `v${version}`, ...(further === undefined ? [] : [further])].join('.');
}

export function goldenPath(name: string): string {
  return join(FOLDER, `${name}.json`);
}

export function goldenNames(): readonly string[] {
  return existsSync(FOLDER) ? readdirSync(FOLDER).map((file) => file.replace(/\.json$/, '')) : [];
}

/** The stored bytes. The file is these bytes and nothing else: no line end. */
export function readGolden(name: string): string {
  return readFileSync(goldenPath(name), 'utf8');
}
