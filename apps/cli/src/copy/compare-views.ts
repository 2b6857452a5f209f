import { inOrdinals, withReplay, type CopySource } from '@jalon/engine';
import { views as everyView } from '@jalon/read-models';
import { writeNdjson, type Written } from '../replay/ndjson.js';

export interface ViewSum extends Written {
  readonly view: string;
}

/** The result of folding the first `count` events of a store. */
interface Folded {
  readonly sums: readonly ViewSum[];
  /** The streams that could not be folded. They must be the same in both stores. */
  readonly parked: string;
}

export interface ComparedViews {
  readonly sums: readonly ViewSum[];
  /** The names of the views that differ between the stores. */
  readonly different: readonly string[];
}

/** Replays two stores from their first events, and compares each view by the SHA-256 of its lines, with ordinals for positions. */
export async function compareViews(
  source: Pick<CopySource, 'readAll'>,
  target: Pick<CopySource, 'readAll'>,
  count: number,
  onPage: (folded: number) => void,
): Promise<ComparedViews> {
  const one = await foldedFrom(source, count, onPage);
  const other = await foldedFrom(target, count, (folded) => onPage(count + folded));
  const different = one.sums
    .filter(({ rows, sha256 }, index) => rows !== other.sums[index]?.rows || sha256 !== other.sums[index].sha256)
    .map(({ view }) => view);
  return { sums: one.sums, different: one.parked === other.parked ? different : [...different, 'parked'] };
}

function foldedFrom(
  store: Pick<CopySource, 'readAll'>,
  count: number,
  onPage: (folded: number) => void,
): Promise<Folded> {
  return withReplay(inOrdinals(store, count, onPage), {}, async (views) => {
    const sums: ViewSum[] = [];
    for (const { name: view } of everyView) {
      sums.push({ view, ...(await writeNdjson(views.rowsAsStored(view), undefined)) });
    }
    const parked = await views.everyParked();
    return {
      sums,
      parked: JSON.stringify(parked.map(({ stream, eventType, revision }) => [stream, eventType, revision])),
    };
  });
}
