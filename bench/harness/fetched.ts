import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The folder of the packages that Jalon is compared with. They are not dependencies: nothing else needs them. */
const FOLDER = resolve('data', 'emmett', 'node_modules');

/**
 * Loads a module of a package that was installed only for a benchmark.
 *
 * @param file its path under `node_modules`
 * @param packages the arguments of `npm install`
 * @throws Error that says how to install it
 */
export async function fetched<Module>(file: string, packages: string): Promise<Module> {
  const path = resolve(FOLDER, file);
  if (!existsSync(path)) throw new Error(`${file} is not installed: npm install --prefix data/emmett ${packages}`);
  return (await import(pathToFileURL(path).href)) as Module;
}
