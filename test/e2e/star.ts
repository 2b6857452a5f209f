import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { biGrants } from '@jalon/engine';
import Database from 'better-sqlite3';
import { Client, types } from 'pg';
import type { Folders } from './service.js';

/** The views as a BI tool reads them: a file, or a database. */
export interface Star {
  /** Days, moments and times come in the API's forms from both stores, whole numbers as numbers. */
  all(sql: string, asked?: Readonly<Record<string, string>>): Promise<readonly Record<string, unknown>[]>;
  run(sql: string, asked?: Readonly<Record<string, string>>): Promise<void>;
  /** From now on this reader may make temporary tables of its own. */
  allowTables(): Promise<void>;
  close(): Promise<void>;
}

export function openStar({ data, env }: Folders): Promise<Star> | Star {
  const url = env?.['VIEW_STORE_URL'];
  return url === undefined ? starInFile(join(data, 'views.sqlite')) : starIn(url);
}

const accounts = new Map<string, string>();

/** The URL of an account that may only read for BI, made as docs/views.md says. */
async function asBi(url: string): Promise<string> {
  const known = accounts.get(url);
  if (known !== undefined) return known;
  const [role, password] = [`bi_${randomBytes(4).toString('hex')}`, randomBytes(8).toString('hex')];
  const client = new Client(url);
  await client.connect();
  await client.query(biGrants(role, password)).finally(() => client.end());
  const own = new URL(url);
  own.username = role;
  own.password = password;
  accounts.set(url, own.href);
  return own.href;
}

function starInFile(file: string): Star {
  const database = new Database(file, { readonly: true });
  return {
    all: async (sql, asked = {}) => database.prepare<[object], Record<string, unknown>>(sql).all(asked),
    run: async (sql, asked = {}) => void database.prepare<[object]>(sql).run(asked),
    allowTables: async () => void database.pragma('foreign_keys = ON'),
    close: async () => void database.close(),
  };
}

const { INT8, NUMERIC, DATE, TIME, TIMESTAMPTZ } = types.builtins;

const PARSERS = new Map<number, (text: string) => unknown>([
  [INT8, Number],
  [NUMERIC, Number],
  [DATE, (day) => day],
  [TIME, (time) => time.slice(0, 'HH:MM'.length)],
  [TIMESTAMPTZ, (moment) => new Date(moment).toISOString()],
]);

const parserOf = ((oid, format) =>
  PARSERS.get(oid) ?? (types.getTypeParser(oid, format) as unknown)) as typeof types.getTypeParser;

async function starIn(url: string): Promise<Star> {
  const client = new Client({ connectionString: await asBi(url), types: { getTypeParser: parserOf } });
  await client.connect();
  const all: Star['all'] = async (sql, asked = {}) => {
    const names: string[] = [];
    const numbered = sql.replace(/(?<!:):([a-z]+)/g, (_, name: string) => {
      if (!names.includes(name)) names.push(name);
      return `$${names.indexOf(name) + 1}`;
    });
    const { rows } = await client.query<Record<string, unknown>>(
      numbered,
      names.map((name) => asked[name]),
    );
    return rows;
  };
  return {
    all,
    async run(sql, asked) {
      await all(sql, asked);
    },
    async allowTables() {
      await client.query('SET default_transaction_read_only = off');
    },
    close: () => client.end(),
  };
}
