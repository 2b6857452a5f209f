import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const ROOT = join(__dirname, '../..');
const PACKAGE = join(ROOT, 'node_modules/@sparticuz/chromium');
const CACHE = join(ROOT, 'node_modules/.cache');

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const RUNS_HERE =
  process.platform === 'linux' && process.arch === 'x64' && (major > 20 || (major === 20 && minor >= 11));

/**
 * `describe` for specs in a real Chromium (npm: @sparticuz/chromium). The package has it for Linux on x64 only: elsewhere
 * the specs are skipped, and their title says why.
 */
export function describeInBrowser(title: string, specs: () => void): void {
  if (RUNS_HERE) describe(title, specs);
  else describe.skip(`${title} [NOT RUN: Chromium comes for Linux x64 with Node 20.11 or later]`, specs);
}

/**
 * A browser for the specs of a `describeInBrowser`. What it gives opens a context of its own for each call: cookies and
 * storage as in a new profile. All are closed after the suite.
 */
export function browserOfSuite(): () => Promise<BrowserContext> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    const folder = await unpackedChromium();
    browser = await chromium.launch({
      executablePath: join(folder, 'chromium'),
      // Not the package's own arguments: these switch off the same-origin policy, which specs are about.
      args: ['--no-sandbox', '--no-zygote', '--headless=shell', '--disable-gpu'],
      env: { PATH: process.env['PATH'] ?? '', FONTCONFIG_PATH: join(folder, 'fonts') },
    });
  });
  afterAll(() => browser?.close());
  return async () => {
    const context = await browser!.newContext();
    // A busy machine is slow, and no fault: a spec's own limit ends it.
    context.setDefaultTimeout(0);
    return context;
  };
}

/**
 * Watches the content security policies of the pages that `page` opens from now on. The list grows by each violation: its
 * directive, what was blocked, and where.
 */
export async function cspViolations(page: Page): Promise<readonly string[]> {
  const violations: string[] = [];
  await page.exposeFunction('reportCspViolation', (text: string) => violations.push(text));
  await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    reportCspViolation([event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber, event.sample].join(' ')));`);
  return violations;
}

/**
 * Unpacks Chromium once into the cache, and gives its folder. Several jest workers may do so at once: each unpacks into
 * a folder of its own, and the first to rename it wins.
 */
async function unpackedChromium(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { readonly version: string };
  const folder = join(CACHE, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const staging = mkdtempSync(`${folder}.`);
  try {
    // The package unpacks into the folder for temporary files, and takes what it finds there.
    const unpack = `import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())`;
    await promisify(execFile)(process.execPath, ['--eval', unpack], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], TMPDIR: staging },
    });
    renameSync(staging, folder);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
