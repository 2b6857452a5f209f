import { canonicalJson, type Envelope, type Json, type JsonObject } from '@jalon/kernel';
import fc from 'fast-check';
import { sha256 } from '../sha256.js';
import { proposedOf, rowOf } from './recorded.js';

const envelope: Envelope = {
  v: 1,
  id: '0190c0de-0000-7000-8000-000000000001',
  type: 'HoursRejected',
  version: 1,
  tenant: 'main',
  stream: 'mission-main.a',
  revision: 3,
  prev: 'a'.repeat(64),
  recordedAt: '2026-10-05T10:00:00.000Z',
  actor: { person: '0190c0de-0000-7000-8000-000000000002', party: null, role: 'hr' },
  commandId: '0190c0de-0000-7000-8000-000000000003',
  commandHash: 'b'.repeat(64),
  correlationId: '0190c0de-0000-7000-8000-000000000004',
  causationId: null,
  rules: 'base@1',
  references: [],
  data: {},
};

/** Through the two parts and back, as the server keeps them. */
function thereAndBack(data: JsonObject) {
  const body = canonicalJson({ ...envelope, data } as unknown as Json);
  const proposed = proposedOf({ envelope: { ...envelope, data }, body, hash: sha256(body) });
  const { stream, revision } = envelope;
  const recorded = { ...proposed, stream, revision, position: '1234567', begunAt: '1234567' };
  return { body, row: rowOf(recorded) };
}

describe('an event in two parts', () => {
  it('has the bytes that were hashed, whatever its data', () => {
    const objects = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'grapheme' }));
    fc.assert(
      fc.property(objects, (data) => {
        const { body, row } = thereAndBack(data as JsonObject);
        expect(row.body).toBe(body);
        expect(row.hash).toBe(sha256(row.body));
      }),
    );
  });

  it('has them for what JSON is known to treat apart', () => {
    const data = JSON.parse(
      '{"":0,"__proto__":{"a":1},"$hash":"x","least":-9007199254740991,"most":9007199254740991,"pair":"😀","line":"\\u2028","10":1,"9":2}',
    ) as JsonObject;
    const { body, row } = thereAndBack(data);
    expect(row.body).toBe(body);
    expect(JSON.parse(row.body)).toMatchObject({ data: { $hash: 'x' } });
  });

  it('keeps what the server’s own tools follow beside the body', () => {
    const { metadata } = proposedOf({
      envelope: { ...envelope, causationId: envelope.commandId },
      body: '',
      hash: 'c'.repeat(64),
    });
    expect(JSON.parse(Buffer.from(metadata).toString('utf8'))).toMatchObject({
      $hash: 'c'.repeat(64),
      $correlationId: envelope.correlationId,
      $causationId: envelope.commandId,
    });
  });
});
