import { InvalidArgumentError, Option } from 'commander';
import {
  AS_OF,
  filled,
  inWords,
  isCivilDate,
  isUuid,
  knownBy,
  ROLES,
  TENANT_ID,
  type Sentence,
  type SentenceParams,
} from '@jalon/kernel';
import { argumentText, usageText } from './usage-text.js';

/** What the roles of a person may be; `system` is the engine's own. */
const GIVEN_ROLES = ROLES.filter((role) => role !== 'system');
export type GivenRole = Exclude<(typeof ROLES)[number], 'system'>;

/** The usage error that says what an argument must be. In English: commander's words around it are too, until all are said. */
export function mustBe(expected: Sentence, params: SentenceParams = {}): InvalidArgumentError {
  const what = filled(expected, params);
  return new InvalidArgumentError(inWords(usageText.MUST_BE, { what }, 'en'));
}

/** An argument parser of commander: the text as given where it fits, else a usage error. */
function checked(fits: (text: string) => boolean, expected: Sentence): (text: string) => string {
  return (text) => {
    if (fits(text)) return text;
    throw mustBe(expected);
  };
}

export const uuidArgument = checked((text) => isUuid(text), argumentText.UUID);
export const dateArgument = checked((text) => isCivilDate(text), argumentText.DAY);
export const tenantArgument = checked((text) => TENANT_ID.test(text), argumentText.TENANT);
export const positionArgument = checked((text) => /^(0|[1-9]\d{0,15})$/.test(text), argumentText.POSITION);

export const momentArgument = checked(
  // Which days and hours there are is the same in every zone.
  (text) => AS_OF.test(text) && knownBy(text, 'UTC') !== null,
  argumentText.MOMENT,
);

export function revisionArgument(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw mustBe(argumentText.REVISION);
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
        throw mustBe(argumentText.ROLE, { roles: GIVEN_ROLES.join(', ') });
      }
      return [...new Set([...(before ?? []), role])];
    })
    .makeOptionMandatory();

export const jsonOption = () => new Option('--json', 'answer in JSON');
