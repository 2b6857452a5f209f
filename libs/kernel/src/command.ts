/**
 * Marks on command classes. A command is one class: the request body, the API's schema and what the bus carries.
 */
const marks = new WeakMap<object, { readonly personal: Set<string>; readonly path: Set<string> }>();

function marksOf(prototype: object): { readonly personal: Set<string>; readonly path: Set<string> } {
  const known = marks.get(prototype) ?? { personal: new Set<string>(), path: new Set<string>() };
  marks.set(prototype, known);
  return known;
}

/** Personal data: left out of the command's hash, so the same key with only this changed gets the first answer. */
export function PersonalField(): PropertyDecorator {
  return (prototype, name) => void marksOf(prototype).personal.add(String(name));
}

/** Comes from the path, never from the body: which entry, which amendment. */
export function FromPath(): PropertyDecorator {
  return (prototype, name) => void marksOf(prototype).path.add(String(name));
}

export function personalFieldsOfCommand(command: { readonly prototype: object }): ReadonlySet<string> {
  return markedOn(command.prototype, 'personal');
}

export function pathFieldsOfCommand(command: { readonly prototype: object }): ReadonlySet<string> {
  return markedOn(command.prototype, 'path');
}

/** Marks are inherited: a command may extend the class that holds the values it shares with another. */
function markedOn(prototype: object, mark: 'personal' | 'path'): ReadonlySet<string> {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  const inherited = parent ? markedOn(parent, mark) : [];
  return new Set([...inherited, ...(marks.get(prototype)?.[mark] ?? [])]);
}
