import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller } from '@jalon/kernel';
import { projections } from '../projections.js';
import type { QueryPorts } from '../query/query-handler.js';
import { given, type GivenEvent, stored, tokens } from '@jalon/testing';
import { openSqliteViewStore } from '@jalon/view-store';
import type { ViewStore } from '@jalon/ports';
import { cachedNames } from './names.answers.js';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [ANA, EVE, HUB] = [id(1), id(2), id(3)];
const hr: Caller = { tenant: 'main', person: id(9), roles: ['hr'], organisation: null };
const charity: Caller = { ...hr, person: ANA, roles: ['organisation'], organisation: HUB };

const sealed = (kid: string) => ({ sealed: { kid, at: '', nonce: '', box: '', commitment: '' } });
const person = (of: string, givenName: string, familyName: string): GivenEvent => ({
  type: 'PersonRegistered',
  category: 'person',
  id: of,
  data: {
    givenName: sealed(givenName),
    familyName: sealed(familyName),
    email: sealed('never opened'),
    staffNumber: null,
    entryDate: null,
    birthDate: null,
    employer: null,
    manager: null,
    department: null,
    site: null,
    organisation: null,
  },
});
const HISTORY: readonly GivenEvent[] = [
  person(ANA, 'Ana', 'Roux'),
  person(EVE, 'Eve', 'gone'),
  {
    type: 'OrganisationRegistered',
    category: 'organisation',
    id: HUB,
    data: { name: 'Les Toits', register: 'rna', registerNumber: null, department: null, contact: null, branchOf: null },
  },
];

let folder: string;
let views: ViewStore;
let now: number;
let opened: string[];
let ports: QueryPorts;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-names-'));
  views = await openSqliteViewStore(join(folder, 'views.db'), projections);
  await views.takeLease('spec', 1_000);
  for (const projection of projections) await views.applyPage(projection, stored(HISTORY), 'spec');
  now = Date.parse('2026-05-01T10:00:00.000Z');
  opened = [];
  ports = {
    views,
    clock: { now: () => new Date(now).toISOString() },
    tenants: { require: async () => ({ zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: id(9) }) },
    position: { waitFor: async () => undefined, requireOwn: async () => undefined, goesBeyond: async () => false },
    positionTokens: tokens,
    sealer: {
      openAll: async (boxes) =>
        boxes.map(({ sealed: { kid } }) => {
          opened.push(kid);
          return kid === 'gone' ? 'erased' : ({ value: kid } as never);
        }),
    },
  } as Partial<QueryPorts> as QueryPorts;
});
afterEach(async () => {
  await views.close();
  rmSync(folder, { recursive: true });
});

describe('the names behind ids', () => {
  it('are opened for callers who may know them, and erased where the key was destroyed', async () => {
    const names = await cachedNames(ports, { caller: hr });
    expect([...(await names('people', [ANA, EVE, id(4)]))]).toEqual([
      [ANA, 'Ana Roux'],
      [EVE, { erased: true }],
    ]);
    expect([...(await names('organisations', [HUB]))]).toEqual([[HUB, 'Les Toits']]);
  });

  it('are, for other callers, their own and those of organisations', async () => {
    const names = await cachedNames(ports, { caller: charity });
    expect([...(await names('people', [EVE, ANA]))]).toEqual([[ANA, 'Ana Roux']]);
    expect([...(await names('organisations', [HUB]))]).toEqual([[HUB, 'Les Toits']]);
    expect(opened).toEqual(['Ana', 'Roux']);
  });

  it('are also those of people who are met on the way, and of nobody else', async () => {
    const known = new Set<string>();
    const names = await cachedNames(ports, { caller: charity }, { known });
    expect([...(await names('people', [EVE]))]).toEqual([]);
    known.add(EVE);
    expect([...(await names('people', [EVE]))]).toEqual([[EVE, { erased: true }]]);
  });

  it('are opened once a minute, however often they are asked for', async () => {
    let elapsed = 0;
    const names = await cachedNames(ports, { caller: hr }, { elapsed: () => elapsed });
    for (let time = 0; time < 3; time += 1) await names('people', [ANA, ANA]);
    expect(opened).toEqual(['Ana', 'Roux']);
    // However far the clock is set back: a name is not told for longer than a minute once its key is destroyed.
    now -= 3_600_000;
    elapsed += 60_000;
    await names('people', [ANA]);
    expect(opened).toEqual(['Ana', 'Roux', 'Ana', 'Roux']);
  });

  it('are those of the position that the export is of', async () => {
    const names = await cachedNames(ports, { caller: hr, pinnedAt: given(1) });
    expect([...(await names('people', [ANA, EVE]))]).toEqual([[ANA, 'Ana Roux']]);
  });
});
