import { Readable } from 'node:stream';
import type { NamesOf, PublicationExported, ReportExported } from '@jalon/read-models';
import type { Language } from '@jalon/kernel';
import { GROUPINGS } from '@jalon/rules';

/** The lists that can be exported. */
const LISTS = [
  'missions',
  'hours',
  'needs',
  'offers',
  'employers',
  'organisations',
  'people',
  'roles',
  'acts',
  'impact-entries',
  'audit',
] as const;

export type List = (typeof LISTS)[number];

/** What can be exported: the lists, and the report, whole or for publication, by each grouping. */
export type Exported = List | ReportExported | PublicationExported;
export const EXPORTS: readonly Exported[] = [
  ...LISTS,
  ...GROUPINGS.map((grouping) => `impact-by-${grouping}` as const),
  ...GROUPINGS.map((grouping) => `publication-by-${grouping}` as const),
];

export const isReport = (exported: Exported): exported is Exclude<Exported, List> =>
  !(LISTS as readonly string[]).includes(exported);

export type Pages = AsyncIterable<readonly object[]>;

/** A whole list, page after page. It is read on only as fast as it is written. */
export interface Export {
  readonly exported: Exported;
  readonly tenant: string;
  readonly pages: Pages;
  /** The fields of the list's answer other than its items. */
  readonly viewState: object;
}

/** An export in a format for people: in their language, with the names that they may see. */
export interface ExportForPeople extends Export {
  readonly language: Language;
  readonly names: NamesOf;
}

/** Characters handed to the socket at once: fewer, larger writes. */
const CHUNK = 16_384;

/**
 * Texts as a stream of bytes, a few chunks ahead of its reader. Each chunk becomes bytes as soon as it is complete:
 * many small strings waiting in a stream would stay on the heap for longer.
 */
export function textStream(parts: AsyncIterable<Iterable<string>>): Readable {
  async function* chunks(): AsyncIterable<Buffer> {
    let chunk = '';
    for await (const texts of parts) {
      for (const text of texts) {
        chunk += text;
        if (chunk.length < CHUNK) continue;
        yield Buffer.from(chunk);
        chunk = '';
      }
    }
    if (chunk !== '') yield Buffer.from(chunk);
  }
  return Readable.from(chunks(), { objectMode: false, highWaterMark: 4 * CHUNK });
}
