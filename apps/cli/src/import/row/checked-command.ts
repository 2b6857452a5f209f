import { faultsOf, readAs } from '@jalon/engine';
import type { CommandClass } from '@jalon/kernel';
import { faultsText, INLINE } from '../../faults-text.js';
import { RowRefused } from './row-refused.js';

/** The same checks as those of the API, by the same class. @throws RowRefused VALUE_NOT_ALLOWED, naming each field */
export function checkedCommand<C extends object>(command: CommandClass<C>, values: object): C {
  const { instance, errors } = readAs(command, values);
  if (errors.length === 0) return instance;
  throw new RowRefused('VALUE_NOT_ALLOWED', { problem: faultsText(faultsOf(errors), INLINE) });
}
