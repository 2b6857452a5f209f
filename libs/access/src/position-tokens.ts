import { createCipheriv, createDecipheriv } from 'node:crypto';
import { POSITION_TOKEN, type PositionToken, type PositionTokens, type TenantId } from '@jalon/kernel';

/** Eight bytes of zeros, by which a token of ours is recognised, then the position: together one block of AES. */
const ZEROS = 8;
const BLOCK = 16;

/**
 * Tokens under a key for each tenant. A token is one block of AES-256, so equal positions have equal tokens. A text that was
 * made up, or given to another tenant, opens to zeros once in 2⁶⁴ tries.
 *
 * @param keyOf 32 bytes for a tenant, the same in every process of an installation
 */
export function positionTokens(keyOf: (tenant: TenantId) => Uint8Array): PositionTokens {
  const ciphers = new Map<TenantId, ReturnType<typeof cipherUnder>>();
  function cipherOf(tenant: TenantId) {
    const known = ciphers.get(tenant) ?? cipherUnder(keyOf(tenant));
    ciphers.set(tenant, known);
    return known;
  }

  return {
    give(tenant, position) {
      const block = Buffer.alloc(BLOCK);
      block.writeBigUInt64BE(BigInt(position), ZEROS);
      return `p${cipherOf(tenant).sealed(block).toString('base64url')}` as PositionToken;
    },
    read(tenant, token) {
      if (!POSITION_TOKEN.test(token)) return null;
      const block = cipherOf(tenant).opened(Buffer.from(token.slice(1), 'base64url'));
      return block.readBigUInt64BE(0) === 0n ? String(block.readBigUInt64BE(ZEROS)) : null;
    },
  };
}

/** Ciphers for single blocks. Each is made once: without padding and chaining, a call depends on no other. */
function cipherUnder(key: Uint8Array) {
  const sealing = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const opening = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return {
    sealed: (block: Uint8Array): Buffer => sealing.update(block),
    opened: (block: Uint8Array): Buffer => opening.update(block),
  };
}
