import type { Instant } from './time.js';

/** Where the present comes from. Injected, so that a test or a replay has its own. */
export interface Clock {
  now(): Instant;
}

/** Where new ids come from: UUIDv7, so that they sort by time and indexes stay compact. */
export interface Ids {
  next(): Uuid;
}

/** Where chance comes from: keys and nonces only, never a decision. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** A UUID in lower-case canonical text. */
export type Uuid = string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isUuid(value: unknown): value is Uuid {
  return typeof value === 'string' && UUID.test(value);
}

/** The person under whom the engine itself acts (sweeping claims): nobody of any tenant. */
export const SYSTEM_ACTOR: Uuid = '00000000-0000-0000-0000-000000000000';
