import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryEventStore } from '@jalon/event-store/memory';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import { describeEventStore, describeSharedEventStore } from './event-store.contract.js';
import type { EventStoreFixture } from './event-store.fixture.js';

const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

const embedded = { tenant: 'main', countsPositions: true, refusesStoredIds: true };

function newSqliteFixture(): EventStoreFixture {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-events-'));
  folders.push(folder);
  return { ...embedded, open: (registry) => openSqliteEventStore({ file: join(folder, 'events.db'), registry }) };
}

describeEventStore('memory', () => ({ ...embedded, open: (registry) => createMemoryEventStore({ registry }) }));
describeSharedEventStore('sqlite', newSqliteFixture);
