import { ValidateBy } from 'class-validator';

/**
 * Refuses an e-mail address that Unicode writes more plainly: a ligature, a wide or a styled letter. It is compared as the
 * plain one (`normalisedEmail`), and to a mail server it may be another mailbox.
 */
export const IsPlainAddress = (): PropertyDecorator =>
  ValidateBy({
    name: 'plainAddress',
    validator: { validate: (value: unknown) => typeof value === 'string' && value.normalize('NFKC') === value },
  });
