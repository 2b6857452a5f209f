import type { AnyDecider, Category, CommandClass } from '@jalon/kernel';

/** One command with the aggregate that decides on it. */
export interface CommandRow {
  readonly decider: AnyDecider;
  readonly entry: AnyDecider['commands'][number];
}

/** Every aggregate of the house, found by what the handler holds in its hand: a command or a stream's category. */
export interface CommandTable {
  readonly rows: readonly CommandRow[];
  /** @throws Error for a command that no aggregate decides on: a fault of the composition, not of the caller. */
  rowOf(command: object): CommandRow;
  /** @throws Error for a category without an aggregate. */
  deciderOf(category: Category): AnyDecider;
}

/** @throws Error when a command class, a command's name or a category stands twice. */
export function commandTable(deciders: readonly AnyDecider[]): CommandTable {
  const rows = deciders.flatMap((decider) => decider.commands.map((entry): CommandRow => ({ decider, entry })));
  const byCategory = uniqueMap(deciders, ({ category }) => category);
  const byClass = uniqueMap(rows, ({ entry }) => entry.command);
  uniqueMap(rows, ({ entry }) => entry.name);

  return {
    rows,
    rowOf: (command) => found(byClass.get(command.constructor as CommandClass), command.constructor.name),
    deciderOf: (category) => found(byCategory.get(category), category),
  };
}

function uniqueMap<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, Item> {
  const map = new Map(items.map((item) => [keyOf(item), item]));
  if (map.size === items.length) return map;
  const twice = items.map(keyOf).find((key, index, keys) => keys.indexOf(key) !== index);
  throw new Error(`${typeof twice === 'function' ? twice.name : String(twice)} stands twice in the table of commands`);
}

function found<T>(item: T | undefined, what: string): T {
  if (item === undefined) throw new Error(`no aggregate knows ${what}`);
  return item;
}
