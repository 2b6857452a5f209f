import { streamName, streamParts } from './identifiers.js';

describe('a stream’s name', () => {
  it('holds its tenant', () => {
    const parts = { category: 'mission', tenant: 'acme-group', id: '0190a0a0-0000-7000-8000-000000000001' } as const;
    expect(streamName(parts)).toBe('mission-acme-group.0190a0a0-0000-7000-8000-000000000001');
    expect(streamParts(streamName(parts))).toEqual(parts);
  });

  it.each([
    '$streams',
    'seal-main',
    'mission-main',
    'mission-.x',
    'mission-MAIN.x',
    'mission-main.x/y',
    'missions-main.x',
    'mission-main.x\n',
    '',
  ])('is none of ours: %p', (name) => {
    expect(streamParts(name)).toBeNull();
  });

  it.each([[['need-main.x']], [{ toString: () => 'need-main.x' }], [null], [undefined], [7]])(
    'is a text, and nothing that reads as one: %p',
    (value: unknown) => {
      expect(streamParts(value as string)).toBeNull();
    },
  );
});
