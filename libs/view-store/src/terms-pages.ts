/** A page that grows beyond this many rows is cut in two. With a few skills each it takes three kilobytes, with thirty seven. */
const MOST_ROWS = 32;
/** The first page of a tenant begins here. */
const BEFORE_EVERY_ID = '';
/** No id has one: it is part of the name of a stream. */
export const BETWEEN_IDS = ' ';

/** A row, and what it is found by. */
export interface Entry {
  readonly id: string;
  readonly terms: Int32Array;
}

export interface PageOfTerms {
  readonly tenant: string;
  readonly first: string;
  /** In the order of their ids. */
  readonly entries: Entry[];
}

/** The pages that the events of a page touch, changed in memory, so that each is read once and written once. */
export class TermsPages {
  /** Of each tenant, in the order of what they begin with. */
  private readonly pages = new Map<string, PageOfTerms[]>();
  private readonly touched = new Set<PageOfTerms>();

  /** @param pages those that hold, or would hold, every id that is to be changed; a tenant's only where it has none, none */
  constructor(pages: readonly PageOfTerms[]) {
    for (const page of pages) this.of(page.tenant).push(page);
    for (const ofTenant of this.pages.values()) ofTenant.sort((one, other) => (one.first < other.first ? -1 : 1));
  }

  /** Puts `entry` in the place of what is held of `id`, or takes that away. */
  change(tenant: string, id: string, entry: Entry | null): void {
    const page = this.holding(tenant, id);
    const { entries } = page;
    const place = entries.findIndex((held) => held.id >= id);
    const at = place < 0 ? entries.length : place;
    entries.splice(at, entries[at]?.id === id ? 1 : 0, ...(entry ? [entry] : []));
    this.touched.add(page);
    if (entries.length > MOST_ROWS) this.cut(page);
  }

  /** What is to be written, and what is to be removed. */
  changed(): {
    readonly filled: readonly PageOfTerms[];
    readonly emptied: readonly { tenant: string; first: string }[];
  } {
    const touched = [...this.touched];
    return {
      filled: touched.filter(({ entries }) => entries.length > 0),
      emptied: touched.filter(({ entries }) => entries.length === 0).map(({ tenant, first }) => ({ tenant, first })),
    };
  }

  private of(tenant: string): PageOfTerms[] {
    const known = this.pages.get(tenant) ?? [];
    this.pages.set(tenant, known);
    return known;
  }

  private holding(tenant: string, id: string): PageOfTerms {
    const pages = this.of(tenant);
    const page = pages[beginningAtOrBefore(pages, id) - 1];
    if (page) return page;
    const made = { tenant, first: BEFORE_EVERY_ID, entries: [] };
    pages.unshift(made);
    return made;
  }

  private cut(page: PageOfTerms): void {
    const entries = page.entries.splice(page.entries.length >> 1);
    const moved = { tenant: page.tenant, first: (entries[0] as Entry).id, entries };
    const pages = this.of(page.tenant);
    pages.splice(pages.indexOf(page) + 1, 0, moved);
    this.touched.add(moved);
  }
}

/** How many of these pages begin at or before `id`. */
function beginningAtOrBefore(pages: readonly PageOfTerms[], id: string): number {
  let [from, to] = [0, pages.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((pages[middle] as PageOfTerms).first <= id) from = middle + 1;
    else to = middle;
  }
  return from;
}
