/** No bearer token came with the request. */
export class TokenMissing extends Error {
  override readonly name = 'TokenMissing';
}

/** What is wrong with a token, as a code: never anything that the token holds. */
export type TokenFlaw =
  | 'scheme'
  | 'malformed'
  | 'algorithm'
  | 'key'
  | 'signature'
  | 'expired'
  | 'not-yet-valid'
  | 'issuer'
  | 'audience'
  | `claim-${TokenClaim}`;

export const TOKEN_CLAIMS = ['sub', 'exp', 'tenant', 'person', 'roles', 'organisation'] as const;
export type TokenClaim = (typeof TOKEN_CLAIMS)[number];

/** The token that came proves nothing. */
export class TokenInvalid extends Error {
  override readonly name = 'TokenInvalid';

  constructor(readonly flaw: TokenFlaw) {
    super(`token refused: ${flaw}`);
  }
}
