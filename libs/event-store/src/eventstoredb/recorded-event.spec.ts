import { canonicalJson, type Envelope, type Json, type JsonObject } from '@jalon/kernel';
import { missionEvents } from '@jalon/mission/events';
import fc from 'fast-check';
import { CorruptEvent } from '@jalon/ports';
import { sha256 } from '../event.codec.js';
import { createEventRegistry } from '../event-registry.js';
import { decodeRecorded, proposedEventOf, rebuiltRow, type RecordedEvent } from './recorded-event.js';

const REGISTRY = createEventRegistry(missionEvents);
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

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

/** An event as the server stores it, in two parts. */
function recordedOf(
  data: JsonObject,
  more: Partial<Envelope> = {},
): { readonly body: string; readonly recorded: RecordedEvent } {
  const whole = { ...envelope, ...more, data };
  const body = canonicalJson(whole as unknown as Json);
  const proposed = proposedEventOf({ envelope: whole, body, hash: sha256(body), traceparent: TRACEPARENT });
  const { stream, revision } = envelope;
  return { body, recorded: { ...proposed, stream, revision, position: '1234567', transactionPosition: '1234567' } };
}

/** The same JSON values in other bytes: members in reverse order, with white space. */
function reformatted(recorded: RecordedEvent): RecordedEvent {
  return { ...recorded, data: reversed(recorded.data), metadata: reversed(recorded.metadata) };
}

function reversed(bytes: Uint8Array): Uint8Array {
  const members = Object.entries(JSON.parse(Buffer.from(bytes).toString('utf8')) as object).reverse();
  return Buffer.from(JSON.stringify(Object.fromEntries(members), null, 2));
}

const objects = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'grapheme' }));
const ODD = JSON.parse(
  '{"":0,"__proto__":{"a":1},"$hash":"x","least":-9007199254740991,"most":9007199254740991,"pair":"😀","line":"\\u2028","10":1,"9":2}',
) as JsonObject;
/** Data that contains the marks at which the body is split. */
const ALIKE: JsonObject = {
  actor: { id: envelope.id },
  data: { data: { id: envelope.id, prev: null } },
  id: envelope.id,
  text: `,"id":"${envelope.id}","data":{`,
};

describe('an event recorded in two parts', () => {
  it('has the bytes that were hashed, for any data, and after its JSON was reformatted', () => {
    fc.assert(
      fc.property(objects, (data) => {
        const { body, recorded } = recordedOf(data as JsonObject);
        for (const kept of [recorded, reformatted(recorded)]) {
          expect(rebuiltRow(kept).body).toBe(body);
          expect(rebuiltRow(kept).hash).toBe(sha256(body));
        }
      }),
    );
  });

  it.each([ODD, ALIKE])('has them for unusual JSON, and for data that looks like the envelope', (data) => {
    const { body, recorded } = recordedOf(data);
    for (const kept of [recorded, reformatted(recorded)]) {
      expect(rebuiltRow(kept).body).toBe(body);
      expect(decodeRecorded(REGISTRY, kept)).toMatchObject({ body, traceparent: TRACEPARENT });
    }
    expect(JSON.parse(Buffer.from(recorded.data).toString('utf8'))).toEqual(data);
  });

  it('is refused when a byte of either part, or the type, was changed', () => {
    const { recorded } = recordedOf({ minutes: 60 });
    const altered = (bytes: Uint8Array, from: string, to: string) =>
      Buffer.from(Buffer.from(bytes).toString('utf8').replace(from, to));
    for (const kept of [
      { ...recorded, data: altered(recorded.data, '60', '61') },
      { ...recorded, metadata: altered(recorded.metadata, 'base@1', 'base@2') },
      { ...recorded, metadata: altered(recorded.metadata, '"actor":', '"extra":1,"actor":') },
      { ...recorded, type: 'HoursApproved' },
      { ...recorded, transactionPosition: '1234566' },
      { ...recorded, data: Buffer.from('[]') },
      { ...recorded, metadata: Buffer.from('{') },
    ]) {
      expect(() => decodeRecorded(REGISTRY, kept)).toThrow(CorruptEvent);
    }
  });

  it('has the metadata that the server’s own tools use', () => {
    const { body, recorded } = recordedOf({}, { causationId: envelope.commandId });
    expect(JSON.parse(Buffer.from(recorded.metadata).toString('utf8'))).toEqual({
      ...(JSON.parse(body) as object),
      data: undefined,
      $hash: sha256(body),
      $correlationId: envelope.correlationId,
      $causationId: envelope.commandId,
      $traceparent: TRACEPARENT,
    });
  });
});
