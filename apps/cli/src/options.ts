import { Option } from 'commander';
import {
  AS_OF_IN_STORE,
  isCivilDate,
  isUuid,
  knownBy,
  POSITION_TOKEN,
  TENANT_ID,
  TOKEN_ROLES,
  type Sentence,
} from '@jalon/kernel';
import { InvalidValue } from './localized-command.js';
import { argumentMessages } from './usage.messages.js';

/** An argument parser for commander: it returns a text that fits, and throws a usage error for any other. */
function checked(fits: (text: string) => boolean, expected: Sentence): (text: string) => string {
  return (text) => {
    if (fits(text)) return text;
    throw new InvalidValue(expected);
  };
}

export const uuidArgument = checked((text) => isUuid(text), argumentMessages.UUID);
export const dateArgument = checked((text) => isCivilDate(text), argumentMessages.DAY);
/** As the field `reason` of the commands on roles. */
export const reasonArgument = checked((text) => /\S/.test(text) && text.length <= 2_000, argumentMessages.REASON);
export const tenantArgument = checked((text) => TENANT_ID.test(text), argumentMessages.TENANT);
export const positionArgument = checked((text) => /^(0|[1-9]\d{0,15})$/.test(text), argumentMessages.POSITION);

export const momentArgument = checked(
  // The zone does not matter here: a moment that is valid in one zone is valid in all.
  (text) => POSITION_TOKEN.test(text) || (AS_OF_IN_STORE.test(text) && knownBy(text, 'UTC') !== null),
  argumentMessages.MOMENT,
);

export function revisionArgument(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidValue(argumentMessages.REVISION);
  return Number(text);
}

export const tenantOption = () => new Option('--tenant <id>', 'the tenant').default('main').argParser(tenantArgument);

export const asOption = () =>
  new Option('--as <person>', 'the person in whose name (default: the operator of the tenant)').argParser(uuidArgument);

export const roleOption = () => new Option('--role <role>', 'in which role').choices(TOKEN_ROLES).default('admin');

/** Like `roleOption`, but mandatory and repeatable. */
export const rolesOption = () =>
  new Option('--role <role>', 'a role of the bearer; may be repeated')
    .argParser((role: string, before: readonly string[] | undefined) => {
      if (!TOKEN_ROLES.some((known) => known === role)) {
        throw new InvalidValue(argumentMessages.ROLE, { roles: TOKEN_ROLES.join(', ') });
      }
      return [...new Set([...(before ?? []), role])];
    })
    .makeOptionMandatory();

export const jsonOption = () => new Option('--json', 'answer in JSON');

const SECONDS_IN = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const LONGEST_SECONDS = 366 * SECONDS_IN.d;

/** `90s`, `30m`, `8h` or `7d` in seconds. */
export function durationArgument(text: string): number {
  const [, amount, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(amount) * SECONDS_IN[unit as keyof typeof SECONDS_IN];
  if (seconds > 0 && seconds <= LONGEST_SECONDS) return seconds;
  throw new InvalidValue(argumentMessages.DURATION);
}
