import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Head } from '@jalon/ports';
import { createEventRegistry, encodeDrafts } from '@jalon/event-store';
import { canonicalJson, streamName, type Draft, type EventDefinition, type Json, type JsonObject } from '@jalon/kernel';
import { v5, v7 } from 'uuid';
import { goldenName, goldenPath } from './golden-file.js';
import { furtherSamples, ids, samples, storedEvents, TENANT } from './samples.js';

// `node test/support/run-typescript.cjs test/golden/make.ts` writes the golden files that are missing, from the samples.
// It never touches one that is there: those are the bytes that stores already hold.

const RECORDED_AT = '2026-10-12T08:15:30.250Z';
const registry = createEventRegistry(storedEvents);

for (const definition of registry.definitions) {
  const type = definition.type as keyof typeof samples;
  write(definition, samples[type]);
  const further = furtherSamples[goldenName(definition.type, definition.version)] ?? {};
  for (const [name, sample] of Object.entries(further)) write(definition, sample, name);
}

function write(definition: EventDefinition, sample: object, further?: string): void {
  const path = goldenPath(goldenName(definition.type, definition.version, further));
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, goldenBody(definition, sample));
  process.stdout.write(`${path}\n`);
}

function goldenBody(definition: EventDefinition, sample: object): string {
  const draft = draftOf(definition, sample);
  const [event] = encodeDrafts(registry, draft.stream, [draft], headBefore(definition));
  if (!event) throw new Error(`${definition.type} was not encoded`);
  return event.body;
}

function draftOf({ type, version, categories: [category = 'mission'] }: EventDefinition, sample: object): Draft {
  const id = v7({ msecs: Date.parse(RECORDED_AT), random: bytes(type, 16) });
  const stream = streamName({ category, tenant: TENANT, id: streamIdOf(category) });
  return {
    id,
    type,
    version,
    tenant: TENANT,
    stream,
    recordedAt: RECORDED_AT,
    actor: { person: ids.operator, party: category === 'mission' ? 'company' : null, role: 'hr' },
    commandId: v5(type, ids.operator),
    commandHash: bytes(`command ${type}`, 32).toString('hex'),
    correlationId: v5(`correlation ${type}`, ids.operator),
    causationId: null,
    rules: 'base@1',
    references:
      category === 'mission' ? [{ name: 'employee', stream: `person-${TENANT}.${ids.employee}`, revision: 1 }] : [],
    data: sealed(id, sample as JsonObject),
  };
}

function streamIdOf(category: string): string {
  if (category === 'tenant') return TENANT;
  if (category === 'publication') return '2026-12';
  return category === 'person' ? ids.employee : ids[category as keyof typeof ids];
}

/** Events that begin a stream have no predecessor; the others are given one. */
function headBefore({ type }: EventDefinition): Head {
  if (/(Opened|Registered|Published)$|^MissionProposed$/.test(type)) return 'none';
  return { revision: 3, hash: bytes(`event before ${type}`, 32).toString('hex') };
}

/** Personal values as boxes of the right form and length. No reader of events tries to open them. */
function sealed(id: string, data: JsonObject): JsonObject {
  const fields = Object.entries(data).map(([name, value]) => [
    name,
    isPlain(value) ? boxOf(id, name, value.plain) : value,
  ]);
  return Object.fromEntries(fields) as JsonObject;
}

function isPlain(value: unknown): value is { readonly plain: Json } {
  return typeof value === 'object' && value !== null && 'plain' in value;
}

function boxOf(id: string, field: string, value: Json): JsonObject {
  const at = `${id}#${field}`;
  const length = Buffer.byteLength(canonicalJson(value)) + 16;
  return {
    sealed: {
      kid: v5('key', ids.employee),
      at,
      nonce: bytes(`nonce ${at}`, 12).toString('base64url'),
      box: bytes(`box ${at}`, length).toString('base64url'),
      commitment: bytes(`commitment ${at}`, 32).toString('base64url'),
    },
  };
}

/** Bytes that look random and are the same in every run. */
function bytes(seed: string, length: number): Buffer {
  return createHash('shake256', { outputLength: length }).update(seed).digest();
}
