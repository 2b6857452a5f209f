// jest transformer for JavaScript: ES modules become CommonJS, CommonJS passes untouched.
// Which of the two a file is, Node's own rule says: the extension, else the nearest package.json's `type`.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { transformSync } from '@swc/core';

const typeOfFolder = new Map();

function packageType(folder) {
  const known = typeOfFolder.get(folder);
  if (known) return known;
  const manifest = join(folder, 'package.json');
  const parent = dirname(folder);
  let type;
  if (existsSync(manifest)) type = JSON.parse(readFileSync(manifest, 'utf8')).type ?? 'commonjs';
  else type = parent === folder ? 'commonjs' : packageType(parent);
  typeOfFolder.set(folder, type);
  return type;
}

const isModule = (file) => extname(file) === '.mjs' || packageType(dirname(file)) === 'module';

const options = {
  swcrc: false,
  configFile: false,
  isModule: true,
  jsc: { target: 'es2023', parser: { syntax: 'ecmascript' } },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

export default {
  process: (code, filename) => (isModule(filename) ? transformSync(code, { ...options, filename }) : { code }),
  getCacheKey: (code, filename) =>
    createHash('sha256')
      .update(JSON.stringify([options, isModule(filename)]))
      .update(filename)
      .update(code)
      .digest('hex'),
};
