// Brings a clone to the point where it can run: dependencies installed, dist/ built from the sources as they are.
// Node built-ins only, since nothing is installed yet when it first runs.
//
//   node scripts/ensure.mjs [--no-build | --rebuild]
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);

const INSTALL_STAMP = at('node_modules', '.install-stamp');
const BUILD_STAMP = at('dist', '.stamp');
const SOURCE_FOLDERS = ['apps', 'libs', 'bench'];
const BUILD_CONFIG = [
  'scripts/bundle.mjs',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
];

/** @param {{ build?: 'never' | 'stale' | 'always', quiet?: boolean }} [wish] */
export async function ensure({ build = 'stale', quiet = false } = {}) {
  refuseOldNode();
  const todo = () => ({
    install: !installed(),
    build: build === 'always' || (build === 'stale' && !built()),
  });
  // Without work there is no lock to take, so the usual call costs a few milliseconds.
  if (!Object.values(todo()).includes(true)) return;
  const say = quiet && !process.stderr.isTTY ? () => {} : (line) => process.stderr.write(`${line}\n`);

  await withLock(say, async () => {
    const work = todo(); // another process may have done it while this one waited
    if (work.install) {
      say('Installing dependencies (about a minute the first time) ...');
      await install();
    }
    if (work.build) {
      say('Building ...');
      await compile();
    }
  });
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(`Jalon needs Node 20.19 or newer; this is Node ${process.versions.node}.\n`);
  process.exit(1);
}

// ---- dependencies

// better-sqlite3 is compiled for one ABI, so another major version of Node needs another install.
const wantedInstall = () => `${sha256(readFileSync(at('package-lock.json')))} abi ${process.versions.modules}\n`;

function installed() {
  if (existsSync(INSTALL_STAMP)) return readFileSync(INSTALL_STAMP, 'utf8') === wantedInstall();
  // No stamp: somebody ran `npm ci` by hand. npm writes this file last, so its age tells which lock it was made from.
  const npmsOwn = at('node_modules', '.package-lock.json');
  if (!existsSync(npmsOwn) || statSync(npmsOwn).mtimeMs < statSync(at('package-lock.json')).mtimeMs) return false;
  writeFileSync(INSTALL_STAMP, wantedInstall());
  return true;
}

async function install() {
  refuseLinkedModules();
  // Read before: a lock that changes meanwhile is then seen as newer.
  const stamp = wantedInstall();
  // The build needs the dev dependencies, whatever NODE_ENV says.
  await npm('ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error');
  writeFileSync(INSTALL_STAMP, stamp);
}

/** npm ci empties node_modules first: through a link, that of another folder. */
function refuseLinkedModules() {
  const modules = at('node_modules');
  if (!lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new Error(
    `${modules} is a symbolic link, and does not hold what package-lock.json asks for. Installing would empty the folder ` +
      'that it points to: remove the link, or install there.',
  );
}

function npm(...args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args]);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
}

// ---- build

function sourceHash() {
  const files = [...BUILD_CONFIG, ...SOURCE_FOLDERS.flatMap(sourcesUnder)].sort();
  return sha256(files.map((file) => `${sha256(readFileSync(at(file)))} ${file}\n`).join(''));
}

function sourcesUnder(folder) {
  if (!existsSync(at(folder))) return [];
  return readdirSync(at(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name) && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1));
}

const built = () => existsSync(BUILD_STAMP) && readFileSync(BUILD_STAMP, 'utf8') === sourceHash();

async function compile() {
  const hash = sourceHash();
  await run(process.execPath, [at('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build']);
  leaveNestOut(at('dist.next', 'libs'));
  const { bundle } = await import('./bundle.mjs');
  await bundle(at('dist.next'));
  writeFileSync(at('dist.next', '.stamp'), hash);
  // dist/ is only ever a complete build: a process that starts meanwhile finds the old one or the new one.
  rmSync(at('dist.old'), { recursive: true, force: true });
  if (existsSync(at('dist'))) renameSync(at('dist'), at('dist.old'));
  renameSync(at('dist.next'), at('dist'));
  rmSync(at('dist.old'), { recursive: true, force: true });
}

/**
 * The swagger plugin has every class of a request import all of Nest, of which our libs use only what decorators need:
 * given that alone, the command line need not load the rest.
 */
function leaveNestOut(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.js')) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const code = readFileSync(file, 'utf8');
    if (!/\bopenapi\./.test(code)) writeFileSync(file, code.replace(PLUGIN_IMPORT, 'import "reflect-metadata";'));
  }
}

const PLUGIN_IMPORT = /^import \* as openapi from "@nestjs\/swagger";$/m;

// ---- one at a time

const LOCK = at('.ensure.lock');
const OWNER = join(LOCK, 'pid');
const HEARTBEAT_MS = 2_000;
const ABANDONED_MS = 30_000;

async function withLock(say, work) {
  for (let told = false; !takeLock(); told = true) {
    if (!told) say('Waiting for another install or build of this folder ...');
    await sleep(200);
  }
  // The age of the lock tells a holder at work from one that was killed, also across containers.
  const heartbeat = setInterval(() => utimesSync(LOCK, new Date(), new Date()), HEARTBEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function takeLock() {
  try {
    mkdirSync(LOCK);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (abandoned()) {
      // A rename succeeds for one of several that saw it; the others come round again.
      const grave = `${LOCK}.${process.pid}`;
      try {
        renameSync(LOCK, grave);
        rmSync(grave, { recursive: true, force: true });
      } catch {}
    }
    return false;
  }
  writeFileSync(OWNER, String(process.pid));
  return true;
}

function abandoned() {
  try {
    if (Date.now() - statSync(LOCK).mtimeMs > ABANDONED_MS) return true;
    const owner = existsSync(OWNER) ? Number(readFileSync(OWNER, 'utf8')) : 0;
    if (!owner) return false; // just taken, its name not written yet
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

// ---- helpers

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Runs a tool in silence; its output is shown only when it fails. Signals to this process end the tool too. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    const stop = (signal) => {
      child.kill(signal);
      rmSync(LOCK, { recursive: true, force: true });
      process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    const done = () => process.off('SIGINT', stop).off('SIGTERM', stop);
    child.on('error', (error) => (done(), reject(error)));
    child.on('close', (code) => {
      done();
      if (code === 0) return resolve();
      process.stderr.write(output);
      reject(new Error(`${command} ${args.join(' ')} failed with exit code ${code}`));
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const wish = { '--no-build': 'never', '--rebuild': 'always' }[process.argv[2]] ?? 'stale';
  await ensure({ build: wish }).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
}
