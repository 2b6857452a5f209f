import type { TermsPage } from '@jalon/ports';

const MOST_BYTES = 32 * 2 ** 20;

interface Kept {
  /** What was written beside the terms when they last changed. */
  readonly stamp: string;
  readonly pages: readonly TermsPage[];
  readonly bytes: number;
}

/**
 * Terms that were read, for as long as a reading finds their stamp: it compares it in its own snapshot, so whatever another
 * process wrote, and whichever build was swapped in, what is kept is what lies there. Those asked for longest ago go first.
 */
export class KeptTerms {
  private readonly lists = new Map<string, Kept>();
  private bytes = 0;

  async pages(name: string, stamp: string, read: () => Promise<readonly TermsPage[]>): Promise<readonly TermsPage[]> {
    const known = this.lists.get(name);
    const kept = known?.stamp === stamp ? known : keptOf(stamp, await read());
    this.forget(name);
    this.lists.set(name, kept);
    this.bytes += kept.bytes;
    for (const oldest of this.lists.keys()) if (this.bytes > MOST_BYTES) this.forget(oldest);
    return kept.pages;
  }

  private forget(name: string): void {
    this.bytes -= this.lists.get(name)?.bytes ?? 0;
    this.lists.delete(name);
  }
}

/** An id takes about as much as its terms. */
function keptOf(stamp: string, pages: readonly TermsPage[]): Kept {
  return { stamp, pages, bytes: pages.reduce((sum, { terms }) => sum + 2 * terms.byteLength, 0) };
}
