import * as crypto from 'node:crypto';

/** Lower-case hex SHA-256 of a text's UTF-8 bytes. */
export const sha256: (text: string) => string =
  // The one-shot form is half as long again as fast; Node has it from 20.12 on.
  (text) => crypto.hash('sha256', text, 'hex');
