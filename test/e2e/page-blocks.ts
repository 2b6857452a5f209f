import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/**
 * The pages whose shell blocks a test runs, and the parts of each: a block that begins with "```sh a" belongs to part a.
 * A block with `<!-- not run: why -->` before it is left out. test/architecture/pages.spec.ts checks that every shell
 * block of every page is run or marked.
 */
export const PAGES_RUN = {
  'README.md': [''],
  'docs/api.md': [''],
  'docs/cli.md': [''],
  'docs/walkthrough.md': ['', 'a', 'b', 'c'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type PageRun = keyof typeof PAGES_RUN;

export interface CodeBlock {
  /** The line of its opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  /** The part of the page that it belongs to, or an empty text. */
  readonly part: string;
  readonly text: string;
  /** Why no test runs it, where the page says so. */
  readonly notRun: string | null;
}

/** The code blocks of a page, in their order. */
export function codeBlocks(page: string): readonly CodeBlock[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^ *```(\w+) ?(\w*)\n(.*?)^ *```$/gms)].map((match) => {
    const [, language = '', part = '', block = ''] = match;
    const before = text.slice(0, match.index);
    const notRun = /<!-- not run: ([^\n]+) -->\s*$/.exec(before)?.[1] ?? null;
    return { line: before.split('\n').length, language, part, text: block, notRun };
  });
}

/** The shell blocks that a test runs, of these parts of a page; '' stands for blocks of no part. */
export function shellOf(page: PageRun, ...parts: readonly string[]): readonly string[] {
  return codeBlocks(page)
    .filter((block) => block.language === 'sh' && block.notRun === null && parts.includes(block.part))
    .map(({ text }) => text);
}

/** The blocks of one language in one part of a page. */
export function shownIn(page: PageRun, language: string, part = ''): readonly string[] {
  return codeBlocks(page)
    .filter((block) => block.language === language && block.part === part)
    .map(({ text }) => text);
}
