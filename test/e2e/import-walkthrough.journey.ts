import type { Storage } from './storages.js';
import { shellOf, shownIn } from './page-blocks.js';
import { pasted } from './walkthrough.js';

const PAGE = 'docs/walkthrough.md';

/** A part of the walkthrough, and the stores that it runs on. */
export type WalkthroughPart = readonly [part: string, ...Storage];

export function describeWalkthrough(parts: readonly WalkthroughPart[]): void {
  describe.each(parts)('part %s of the walkthrough, over %s', (part, _place, empty) => {
    const script = shellOf(PAGE, '', part);
    let lines: readonly string[];
    let answers: readonly { readonly code?: string; readonly audience?: string }[];

    beforeAll(async () => {
      const folders = await empty();
      lines = await pasted(script, folders);
      answers = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as object);
    });

    it('is answered at every line, and refused only where it says so', () => {
      const sent = script.join('\n').match(/^(post|get) /gm) ?? [];
      expect(sent.length).toBeGreaterThan(30);
      expect(answers).toHaveLength(sent.length);
      expect(answers.flatMap(({ code }) => code ?? [])).toEqual(['FOUR_EYES', 'ENTRY_NOT_PENDING']);
    });

    it('imports what it says', () => {
      const [imported = ''] = shownIn(PAGE, 'text', part);
      expect(imported).not.toBe('');
      expect(lines.join('\n')).toContain(imported.trim());
    });

    it('ends in the reports that it shows', () => {
      const shown = shownIn(PAGE, 'json', part).map((block) => JSON.parse(block) as object);
      expect(shown).toHaveLength(2);
      const reports = answers.filter(({ audience }) => audience !== undefined);
      expect(reports.map(withoutPosition)).toEqual(shown.map(withoutPosition));
    });
  });
}

/** Each installation gives its own positions. */
const withoutPosition = (report: object) => ({ ...report, position: null });
