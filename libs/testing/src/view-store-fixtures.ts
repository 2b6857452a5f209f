import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ViewStore } from '@jalon/ports';
import type { Projection } from '@jalon/kernel';
import { newPostgresDatabase } from './postgres.js';

type Open = (location: string, projections: readonly Projection[]) => Promise<ViewStore>;

/** A view store for a specification; `spec` has the projector's lease there. */
export interface ViewStoreFixture {
  /** Opens it emptied. */
  readonly openEmpty: (projections: readonly Projection[]) => Promise<ViewStore>;
  /** Opens it again as it was left. */
  readonly reopen: (projections: readonly Projection[]) => Promise<ViewStore>;
}

/** One fixture for each kind of view store. Call it where suites are described: it registers hooks. */
export function viewStoreFixtures(open: {
  readonly sqlite: Open;
  readonly postgres: Open;
}): readonly [string, ViewStoreFixture][] {
  return [
    ['SQLite', inFiles(open.sqlite)],
    ['PostgreSQL', inOneDatabase(open.postgres)],
  ];
}

function inFiles(open: Open): ViewStoreFixture {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-views-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let files = 0;
  const again = (projections: readonly Projection[]) => open(join(folder, `${files}.db`), projections).then(leased);
  return {
    reopen: again,
    openEmpty(projections) {
      files += 1;
      return again(projections);
    },
  };
}

/** One for all, whose views are made anew: that takes a tenth of what a new database does. */
function inOneDatabase(open: Open): ViewStoreFixture {
  let url: Promise<string> | null = null;
  // The first asking waits until the server has started.
  beforeAll(() => (url ??= newPostgresDatabase()), 60_000);
  const again = async (projections: readonly Projection[]) =>
    leased(await open(await (url as Promise<string>), projections));
  return {
    reopen: again,
    async openEmpty(projections) {
      const views = await again(projections);
      for (const projection of projections) await views.reset(projection, 'live', 'spec');
      return views;
    },
  };
}

async function leased(views: ViewStore): Promise<ViewStore> {
  await views.takeLease('spec', 1_000);
  return views;
}
