import type { ClassConstructor } from 'class-transformer';
import type { CompiledClass, CompiledField } from './compiled-class.js';
import { NotCompiled } from './not-compiled.js';
import { rulesOf, sorted } from './rules.js';
import { refuseOtherNames, typeOfField } from './types.js';

const compiled = new WeakMap<ClassConstructor<object>, CompiledClass>();

/**
 * The class compiled, the first time it is asked for.
 *
 * @throws NotCompiled for decorators whose meaning is not known here
 */
export function compiledClass(type: ClassConstructor<object>): CompiledClass {
  const known = compiled.get(type);
  if (known) return known;
  const made = compile(type, []);
  compiled.set(type, made);
  return made;
}

/** @param within the classes that hold this one, which it may not hold in turn */
function compile(type: ClassConstructor<object>, within: readonly ClassConstructor<object>[]): CompiledClass {
  if (within.includes(type)) throw new NotCompiled(type, 'holds itself');
  refuseOtherNames(type);
  const rules = rulesOf(type);
  const given = Object.keys(new type()).find((name) => !rules.has(name));
  if (given !== undefined) throw new NotCompiled(type, `gives itself ${given}, which has no rule`);

  const fields = [...rules].map(([name, ofField]): CompiledField => {
    if (name in type.prototype) throw new NotCompiled(type, `${name} is a method or an accessor`);
    const named = typeOfField(type, name);
    const inner = named === null || named === Number ? null : compile(named, [...within, type]);
    const { nests, ...checks } = sorted(type, ofField);
    if (nests && inner === null) throw new NotCompiled(type, `${name} has @ValidateNested without @Type`);
    const becomes = named === Number ? 'number' : (inner ?? 'as given');
    return { name, becomes, ...checks, nested: nests ? inner : null };
  });
  return { type, fields: new Map(fields.map((field) => [field.name, field])) };
}
