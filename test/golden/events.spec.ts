import { createHash } from 'node:crypto';
import type { Head } from '@jalon/ports';
import { createEventRegistry, decodeRow, encodeDrafts } from '@jalon/event-store';
import { checkFields, type Envelope } from '@jalon/kernel';
import { goldenName, goldenNames, readGolden } from './golden-file.js';
import { furtherSamples, storedEvents } from './samples.js';

/**
 * A golden file holds the exact bytes of one event version. There is one for each version that was ever stored, and one
 * for each further sample.
 */
describe('the golden events', () => {
  const registry = createEventRegistry(storedEvents);
  const further = Object.entries(furtherSamples).flatMap(([version, of]) =>
    Object.keys(of).map((name) => `${version}.${name}`),
  );
  const everyVersion = registry.definitions.flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, older) => goldenName(type, older + 1)),
  );
  const currentVersions = registry.definitions.map(({ type, version }) => goldenName(type, version));
  const currentNames = [...everyVersion, ...further].filter((name) =>
    currentVersions.some((current) => name === current || name.startsWith(`${current}.`)),
  );

  it('are one for each stored version of each event and each further sample, and no other', () => {
    expect([...goldenNames()].sort()).toEqual([...everyVersion, ...further].sort());
  });

  it.each([...everyVersion, ...further])('%s is read as the code of today speaks of it', (name) => {
    const envelope = decode(readGolden(name));
    const { fields, categories } = registry.definitionOf(envelope.type);

    expect(name.split('.v')[0]).toBe(envelope.type);
    expect(checkFields(fields, envelope.data)).toEqual([]);
    expect(categories).toContain(envelope.stream.split('-')[0]);
  });

  it.each(currentNames)('%s is written again byte for byte', (name) => {
    const { revision, prev, ...draft } = decode(readGolden(name));
    const head: Head = prev === null ? 'none' : { revision: revision - 1, hash: prev };
    const [written] = encodeDrafts(registry, draft.stream, [draft], head);
    expect(written?.body).toBe(readGolden(name));
  });

  function decode(body: string): Envelope {
    const { id, stream, revision } = JSON.parse(body) as Envelope;
    const hash = createHash('sha256').update(body).digest('hex');
    return decodeRow(registry, { position: 1, stream, revision, id, hash, body }).envelope;
  }
});
