// `node test/support/run-typescript.cjs file.ts …`: a process of its own for a test, with the code as jest compiles it.
const { Module } = require('node:module');
const { resolve } = require('node:path');
const { existsSync } = require('node:fs');
const process = require('node:process');
const { transformFileSync } = require('@swc/core');
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
Module._extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);

// What jest loads before each of its own files.
for (const setup of jest.setupFiles) require(setup);
process.argv.splice(1, 1);
require(resolve(process.argv[1]));
