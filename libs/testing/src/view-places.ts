import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ViewStore } from '@jalon/ports';
import type { Projection } from '@jalon/kernel';
import { newPostgresDatabase } from './postgres.js';

type Open = (place: string, projections: readonly Projection[]) => Promise<ViewStore>;

/** Where a specification keeps its views; `spec` has the projector's lease there. */
export interface ViewPlace {
  /** Opens views that hold nothing, whatever lay here. */
  readonly anew: (projections: readonly Projection[]) => Promise<ViewStore>;
  /** Opens what lies here again. */
  readonly again: (projections: readonly Projection[]) => Promise<ViewStore>;
}

/** A place for each kind of view store, to say the same of all. To be asked for where suites are described. */
export function viewPlaces(open: { readonly sqlite: Open; readonly postgres: Open }): readonly [string, ViewPlace][] {
  return [
    ['SQLite', inFiles(open.sqlite)],
    ['PostgreSQL', inOneDatabase(open.postgres)],
  ];
}

function inFiles(open: Open): ViewPlace {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-views-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let files = 0;
  const again = (projections: readonly Projection[]) => open(join(folder, `${files}.db`), projections).then(leased);
  return {
    again,
    anew(projections) {
      files += 1;
      return again(projections);
    },
  };
}

/** One for all, whose views are made anew: that takes a tenth of what a new database does. */
function inOneDatabase(open: Open): ViewPlace {
  let url: Promise<string> | null = null;
  // The first asking waits until the server has started.
  beforeAll(() => (url ??= newPostgresDatabase()), 60_000);
  const again = async (projections: readonly Projection[]) =>
    leased(await open(await (url as Promise<string>), projections));
  return {
    again,
    async anew(projections) {
      const views = await again(projections);
      for (const projection of projections) await views.reset(projection, 'live', 'spec');
      return views;
    },
  };
}

async function leased(views: ViewStore): Promise<ViewStore> {
  await views.takeLease('spec', 0, 1_000);
  return views;
}
