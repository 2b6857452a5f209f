/** A page that grows beyond this many rows is cut in two. With a few skills each it takes three kilobytes, with thirty seven. */
const MOST_ROWS = 32;
/** The first page of a tenant begins here. */
const BEFORE_EVERY_ID = '';
/** No id has one: it is part of the name of a stream. */
export const BETWEEN_IDS = ' ';

/** A row's entry in a packed index. */
export interface PackedEntry {
  readonly id: string;
  readonly numbers: Int32Array;
}

export interface EntryPage {
  readonly tenant: string;
  readonly first: string;
  /** In the order of their ids. */
  readonly entries: PackedEntry[];
}

/** The pages of a packed index that a page of events touches, changed in memory: each is read once and written once. */
export class EntryPages {
  /** Of each tenant, in the order of what they begin with. */
  private readonly pages = new Map<string, EntryPage[]>();
  private readonly touched = new Set<EntryPage>();

  /** @param pages the pages that the changed ids belong to; a tenant without pages has none */
  constructor(pages: readonly EntryPage[]) {
    for (const page of pages) this.of(page.tenant).push(page);
    for (const ofTenant of this.pages.values()) ofTenant.sort((one, other) => (one.first < other.first ? -1 : 1));
  }

  /** Replaces the entry of `id`, or removes it. */
  change(tenant: string, id: string, entry: PackedEntry | null): void {
    const page = this.holding(tenant, id);
    const { entries } = page;
    const place = entries.findIndex((held) => held.id >= id);
    const at = place < 0 ? entries.length : place;
    entries.splice(at, entries[at]?.id === id ? 1 : 0, ...(entry ? [entry] : []));
    this.touched.add(page);
    if (entries.length > MOST_ROWS) this.cut(page);
  }

  /** The pages to write, and those to remove. */
  changed(): {
    readonly filled: readonly EntryPage[];
    readonly emptied: readonly { tenant: string; first: string }[];
  } {
    const touched = [...this.touched];
    return {
      filled: touched.filter(({ entries }) => entries.length > 0),
      emptied: touched.filter(({ entries }) => entries.length === 0).map(({ tenant, first }) => ({ tenant, first })),
    };
  }

  private of(tenant: string): EntryPage[] {
    const known = this.pages.get(tenant) ?? [];
    this.pages.set(tenant, known);
    return known;
  }

  private holding(tenant: string, id: string): EntryPage {
    const pages = this.of(tenant);
    const page = pages[beginningAtOrBefore(pages, id) - 1];
    if (page) return page;
    const made = { tenant, first: BEFORE_EVERY_ID, entries: [] };
    pages.unshift(made);
    return made;
  }

  private cut(page: EntryPage): void {
    const entries = page.entries.splice(page.entries.length >> 1);
    const moved = { tenant: page.tenant, first: (entries[0] as PackedEntry).id, entries };
    const pages = this.of(page.tenant);
    pages.splice(pages.indexOf(page) + 1, 0, moved);
    this.touched.add(moved);
  }
}

/** How many of these pages begin at or before `id`. */
function beginningAtOrBefore(pages: readonly EntryPage[], id: string): number {
  let [from, to] = [0, pages.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((pages[middle] as EntryPage).first <= id) from = middle + 1;
    else to = middle;
  }
  return from;
}
