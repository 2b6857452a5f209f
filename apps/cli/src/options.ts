import { InvalidArgumentError, Option } from 'commander';
import { AS_OF, isCivilDate, isUuid, knownBy, ROLES, TENANT_ID } from '@jalon/kernel';

/** What the roles of a person may be; `system` is the engine's own. */
const GIVEN_ROLES = ROLES.filter((role) => role !== 'system');
export type GivenRole = Exclude<(typeof ROLES)[number], 'system'>;

/** An argument parser of commander: the text as given where it fits, else a usage error that says what is expected. */
function checked(fits: (text: string) => boolean, expected: string): (text: string) => string {
  return (text) => {
    if (fits(text)) return text;
    throw new InvalidArgumentError(`It must be ${expected}.`);
  };
}

export const uuidArgument = checked((text) => isUuid(text), 'a UUID in lower case');
export const dateArgument = checked((text) => isCivilDate(text), 'a day of the calendar, YYYY-MM-DD');
export const tenantArgument = checked(
  (text) => TENANT_ID.test(text),
  'a short name: lower-case letters, digits, dashes',
);
export const positionArgument = checked(
  (text) => /^(0|[1-9]\d{0,15})$/.test(text),
  'a position of the store: a number',
);

export const momentArgument = checked(
  // Which days and hours there are is the same in every zone.
  (text) => AS_OF.test(text) && knownBy(text, 'UTC') !== null,
  'a day (YYYY-MM-DD), an instant with its offset (RFC 3339) or a position',
);

export function revisionArgument(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a revision: a whole number from 0.');
  return Number(text);
}

export const tenantOption = () => new Option('--tenant <id>', 'the tenant').default('main').argParser(tenantArgument);

export const asOption = () =>
  new Option('--as <person>', 'the person in whose name (default: the operator of the tenant)').argParser(uuidArgument);

export const roleOption = () => new Option('--role <role>', 'in which role').choices(GIVEN_ROLES).default('admin');

/** As `roleOption`, but to be given at least once, and more than once if need be. */
export const rolesOption = () =>
  new Option('--role <role>', 'a role of the bearer; may be repeated')
    .argParser((role: string, before: readonly string[] | undefined) => {
      if (!GIVEN_ROLES.some((known) => known === role)) {
        throw new InvalidArgumentError(`It must be one of ${GIVEN_ROLES.join(', ')}.`);
      }
      return [...new Set([...(before ?? []), role])];
    })
    .makeOptionMandatory();

export const jsonOption = () => new Option('--json', 'answer in JSON');
