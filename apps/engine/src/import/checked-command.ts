import type { CommandClass } from '@jalon/kernel';
import { faultsText, INLINE } from '../validation/faults-text.js';
import { readAs } from '../validation/read-as.js';
import { faultsOf } from '../validation/validation-faults.js';
import { RowRefused } from './mapping/cell.js';

/** Validates a command by its class, as the API does. @throws RowRefused VALUE_NOT_ALLOWED, naming each field */
export function checkedCommand<C extends object>(command: CommandClass<C>, values: object): C {
  const { instance, errors } = readAs(command, values);
  if (errors.length === 0) return instance;
  throw new RowRefused('VALUE_NOT_ALLOWED', { problem: faultsText(faultsOf(errors), INLINE) });
}
