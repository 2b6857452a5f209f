import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where others lie that are measured beside us: not among our own packages, since nothing else needs them. */
const FOLDER = resolve('data', 'emmett', 'node_modules');

/**
 * A module of a package that whoever measures has installed for that.
 *
 * @param file as it lies among the packages
 * @param packages what `npm install` is to be told
 * @throws Error saying how to install it
 */
export async function fetched<Module>(file: string, packages: string): Promise<Module> {
  const path = resolve(FOLDER, file);
  if (!existsSync(path)) throw new Error(`${file} is not installed: npm install --prefix data/emmett ${packages}`);
  return (await import(pathToFileURL(path).href)) as Module;
}
