import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

const UP_UV = 0x05;
const ATTESTED = 0x40;

interface Credential {
  readonly id: Buffer;
  readonly rpId: string;
  readonly userHandle: string;
  readonly privateKey: KeyObject;
  counter: number;
}

export interface CreationAsked {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
}
export interface ProofAsked {
  readonly challenge: string;
  readonly rpId: string;
}

/**
 * An authenticator of passkeys (WebAuthn level 3) in software: it makes ES256 keys, verifies its user without asking, and
 * attests nothing. Binary values are base64url, as in the JSON of browsers.
 */
export function softwareAuthenticator() {
  const credentials: Credential[] = [];

  const clientData = (type: string, challenge: string, origin: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

  const authenticatorData = (rpId: string, flags: number, counter: number, more = Buffer.alloc(0)): Buffer => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags]), count, more]);
  };

  const encoded = (bytes: Buffer): string => bytes.toString('base64url');

  return {
    /** What `navigator.credentials.create` answers, in JSON. */
    create({ challenge, rp, user }: CreationAsked, origin: string) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const id = randomBytes(16);
      credentials.push({ id, rpId: rp.id, userHandle: user.id, privateKey, counter: 0 });
      const cose = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y, 'base64url'),
      ]);
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose]);
      const data = authenticatorData(rp.id, UP_UV | ATTESTED, 0, attested);
      const attestationObject = Buffer.concat([
        // {"fmt": "none", "attStmt": {}, "authData": …} in CBOR
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
        Buffer.from([data.length]),
        data,
      ]);
      return {
        id: encoded(id),
        rawId: encoded(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: encoded(clientData('webauthn.create', challenge, origin)),
          attestationObject: encoded(attestationObject),
          transports: ['internal'],
        },
      };
    },

    /** What `navigator.credentials.get` answers, in JSON, by the latest passkey of the service. */
    get({ challenge, rpId }: ProofAsked, origin: string) {
      const credential = credentials.findLast((each) => each.rpId === rpId);
      if (!credential) throw new Error(`no passkey of ${rpId}`);
      credential.counter += 1;
      const data = authenticatorData(rpId, UP_UV, credential.counter);
      const client = clientData('webauthn.get', challenge, origin);
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
      return {
        id: encoded(credential.id),
        rawId: encoded(credential.id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: encoded(client),
          authenticatorData: encoded(data),
          signature: encoded(sign('sha256', signed, credential.privateKey)),
          userHandle: credential.userHandle,
        },
      };
    },
  };
}
