import type { StoredEvent } from '@jalon/kernel';
import { outcomeOf } from './handle-command.js';

const OURS = 'e0000000-0000-4000-8000-000000000001';
const OTHER = 'e0000000-0000-4000-8000-000000000002';
const MADE = 'e0000000-0000-4000-8000-000000000003';

/** The part told of a command that left these events behind. */
function partOf(command: object, ...told: readonly object[]) {
  const job = { command, newId: MADE, parts: { category: 'mission', tenant: 'main', id: OURS } } as const;
  const events = told.map((data, revision) => ({
    position: '7',
    envelope: { id: OURS, type: 'Told', revision, data },
  }));
  return outcomeOf(job, events as unknown as readonly StoredEvent[], true).part;
}

describe('the part that an outcome names', () => {
  it('is the one that the command addressed or named', () => {
    expect(partOf({ entryId: OURS }, { entryId: OURS })).toBe(OURS);
    expect(partOf({ amendmentId: OURS }, { amendmentId: OURS }, { entryId: OTHER })).toBe(OURS);
  });

  it('is the one that the command made, when it was left unnamed', () => {
    expect(partOf({ minutes: 60 }, { entryId: MADE })).toBe(MADE);
    expect(partOf({ days: 3, amendmentId: undefined }, { amendmentId: MADE }, { entryId: OTHER })).toBe(MADE);
  });

  it('is none of those that an end of the mission took along', () => {
    expect(partOf({ reason: 'over' }, { entryId: OTHER }, { reason: null })).toBeUndefined();
    expect(partOf({ reason: 'over' }, { reason: null }, { entryId: OTHER })).toBeUndefined();
  });
});
