import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentOf, type Service } from './service.js';

const ROOT = join(__dirname, '../..');

/**
 * Runs the code blocks of a page in a shell in the root of the clone. They call this service instead of the one of `npm start`.
 *
 * @param options of bash, where it is to be stricter than a terminal
 */
export function inAShell(
  blocks: readonly string[],
  { url, folders }: Service,
  ...options: readonly string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const here = blocks.join('\n').replaceAll('http://127.0.0.1:3000', url);
  // Its input is a socket, which bash takes for a remote login: it would read the machine's start file.
  return promisify(execFile)('bash', ['--norc', '-u', ...options, '-c', here], {
    cwd: ROOT,
    env: { HOME: process.env['HOME'], ...environmentOf(folders) },
    maxBuffer: 64 * 1024 * 1024,
  });
}
