import { parse } from 'csv-parse/sync';
import { auditFormatFor } from './audit-formats.js';

const entry = (more: object) => ({ position: '1', stream: 'need-main.x', revision: 0, type: 'NeedPublished', ...more });

async function* entriesOf(...entries: readonly object[]): AsyncIterable<object> {
  yield* entries;
}

async function written(accept: string, ...entries: readonly object[]): Promise<string> {
  const chunks = await auditFormatFor(accept)
    .write({ position: '9', entries: entriesOf(...entries) })
    .toArray();
  return chunks.map(String).join('');
}

describe('the form of the audit trail', () => {
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/csv', 'text/csv'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['text/*;q=0.9, application/json;q=0.1', 'text/csv'],
    ['text/html, application/x-ndjson;q=0.2', 'application/x-ndjson'],
  ])('for Accept %p is %s', (accept, mediaType) => {
    expect(auditFormatFor(accept).mediaType).toBe(mediaType);
  });

  it('cannot be any other', () => {
    expect(() => auditFormatFor('text/html')).toThrow(expect.objectContaining({ code: 'NOT_ACCEPTABLE' }));
  });

  it.each([[0], [1], [2_000]])('is one JSON document for %i entries', async (count) => {
    const entries = Array.from({ length: count }, (_, index) => entry({ revision: index }));
    const text = await written('application/json', ...entries);
    expect(JSON.parse(text)).toEqual({ items: entries, position: '9' });
  });

  it('is a line an entry', async () => {
    const text = await written('application/x-ndjson', entry({ type: 'A\nB' }), entry({ type: 'C' }));
    const lines = text.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(['A\nB', 'C']);
  });

  it('is a table whose cells no spreadsheet runs', async () => {
    const typed = ['=1+1', '+33', '-2', '@SUM(A1)', '\tx', '\rx', 'plain', 'with "quotes", and\nlines'];
    const text = await written('text/csv', ...typed.map((body) => entry({ body })));
    expect(text.startsWith('\ufeffposition,')).toBe(true);
    const rows = parse(text, { bom: true, columns: true }) as readonly Record<string, string>[];
    expect(rows.map(({ body }) => body)).toEqual([
      "'=1+1",
      "'+33",
      "'-2",
      "'@SUM(A1)",
      "'\tx",
      "'\rx",
      'plain',
      'with "quotes", and\nlines',
    ]);
  });

  it.each(['application/json', 'application/x-ndjson', 'text/csv'])(
    'as %s reads on only as fast as it is read',
    async (accept) => {
      let given = 0;
      async function* endless(): AsyncIterable<object> {
        for (; given < 100_000; given += 1) yield entry({ body: 'x'.repeat(1_000) });
      }
      const stream = auditFormatFor(accept).write({ position: '9', entries: endless() });
      for await (const _chunk of stream) break;
      expect(given).toBeLessThan(2_000);
    },
  );
});
