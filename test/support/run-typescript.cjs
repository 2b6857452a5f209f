// `node test/support/run-typescript.cjs file.ts …`: a process of its own for a test, with the code as jest compiles it.
const { createHash, randomUUID } = require('node:crypto');
const { Module } = require('node:module');
const { join, resolve } = require('node:path');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const process = require('node:process');
const swc = require('@swc/core');
const { default: jest } = require('../../jest.config.mjs');

const root = resolve(module.path, '../..');
const [, options] = jest.transform['\\.ts$'];
const aliases = Object.entries(jest.moduleNameMapper)
  .filter(([pattern]) => pattern.startsWith('^@jalon/'))
  .map(([pattern, target]) => [new RegExp(pattern), target.replace('<rootDir>', root)]);

function sourceOf(request, folder) {
  const [pattern, target] = aliases.find(([candidate]) => candidate.test(request)) ?? [];
  if (pattern) return request.replace(pattern, target);
  const source = request.startsWith('.') && resolve(folder, request.replace(/\.js$/, '.ts'));
  return source && existsSync(source) ? source : request;
}

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) =>
  resolveFilename.call(Module, sourceOf(request, parent?.path ?? root), parent, ...rest);
Module._extensions['.ts'] = (module, file) => module._compile(compiled(file), file);

// What was compiled is kept: a test starts many of these, each of which loads most of the code.
const cache = join(root, 'node_modules/.cache/run-typescript');
mkdirSync(cache, { recursive: true });

function compiled(file) {
  const source = readFileSync(file, 'utf8');
  const made = [swc.version, JSON.stringify(options), file, source].join('\n');
  const kept = join(cache, `${createHash('sha256').update(made).digest('hex')}.js`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const { code } = swc.transformSync(source, { ...options, filename: file });
  // Whole or not at all: others start at the same time.
  const begun = `${kept}.${randomUUID()}`;
  writeFileSync(begun, code);
  renameSync(begun, kept);
  return code;
}

// What jest loads before each of its own files.
for (const setup of jest.setupFiles) require(setup);
process.argv.splice(1, 1);
require(resolve(process.argv[1]));
