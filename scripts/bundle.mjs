// Bundles the built programs: each loads a few files at its start instead of some two thousand (docs/adr/0038).
// The file is imported by ensure.mjs once dependencies are installed.
import { join } from 'node:path';
import { build, stop } from 'esbuild';

/** The programs, and what they start in threads and processes of their own: each finds the others in its own folder. */
const PROGRAMS = {
  api: 'apps/api/src/main.js',
  projector: 'apps/projector/src/main.js',
  cli: 'apps/cli/src/main.js',
  'projector.thread': 'apps/engine/src/projector/projector.thread.js',
  'read-file.process': 'apps/engine/src/import/read-file.process.js',
};

/** Loaded from node_modules: a native addon, packages that read files next to their own, and those that start threads. */
const UNBUNDLED = ['better-sqlite3', 'swagger-ui-dist', 'pino'];

/** Loaded by frameworks where they are installed. We do not install them. */
const ABSENT = [
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'class-transformer/storage',
  'pg-native',
];

/** What packages in CommonJS ask of their surroundings. */
const COMMON_JS = `
import { createRequire as createRequireOfBundle } from 'node:module';
import { dirname as dirnameOfBundle } from 'node:path';
import { fileURLToPath as pathOfBundle } from 'node:url';
const require = createRequireOfBundle(import.meta.url);
const __filename = pathOfBundle(import.meta.url);
const __dirname = dirnameOfBundle(__filename);
`.replaceAll(/\n(?=.)/g, ' ');

/** Writes the programs to `bin` in the folder of a build, from what the compiler has written there. */
export async function bundle(folder) {
  const entryPoints = Object.entries(PROGRAMS).map(([out, file]) => ({ out, in: join(folder, file) }));
  await build({
    entryPoints,
    outdir: join(folder, 'bin'),
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    // Nest, problems and metrics name classes and functions.
    keepNames: true,
    external: [...UNBUNDLED, ...ABSENT, ...ABSENT.map((name) => `${name}/*`)],
    banner: { js: COMMON_JS },
    // Decorators of a lib's classes write some keys twice.
    logOverride: { 'duplicate-object-key': 'silent' },
    logLevel: 'warning',
  });
  // Its process would stay, with hundreds of megabytes, for as long as the service that `npm start` becomes.
  await stop();
}
