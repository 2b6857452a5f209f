import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { CommandClass } from '@jalon/kernel';
import { RowRefused } from './row-refused.js';

/** The same checks as those of the API, by the same class. @throws RowRefused VALUE_NOT_ALLOWED, naming each field */
export function checkedCommand<C extends object>(command: CommandClass<C>, values: object): C {
  const made = plainToInstance(command, values);
  const errors = validateSync(made, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  if (errors.length === 0) return made;
  throw new RowRefused('VALUE_NOT_ALLOWED', { problem: problemsIn(errors).join('; ') });
}

function problemsIn(errors: readonly ValidationError[]): readonly string[] {
  return errors.flatMap(({ constraints = {}, children = [] }) => [
    ...Object.values(constraints),
    ...problemsIn(children),
  ]);
}
