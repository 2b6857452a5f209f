import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { readAs } from './read-as.js';
import { faultsBeyond, faultsOf } from './validation-faults.js';

class Line {
  @IsInt()
  count!: number;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(2)
  @IsString({ each: true })
  words?: string[];
}

class Sheet {
  @IsString()
  title!: string;

  @IsArray()
  @ArrayMaxSize(3)
  @ValidateNested({ each: true })
  @Type(() => Line)
  lines!: Line[];
}

let looked = 0;
beforeEach(() => {
  looked = 0;
});

/** The same list or object; each look at an item or at the value of a key is counted. */
function counted<V extends object>(value: V): V {
  return new Proxy(value, {
    get(target, name, receiver) {
      if (typeof name === 'string' && Object.hasOwn(target, name) && name !== 'length') looked += 1;
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
}

const many = (item: unknown) => counted(Array.from({ length: 60_000 }, () => item));
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, at]));
const fieldsOf = (plain: object) =>
  faultsOf(readAs(Sheet, plain).errors).map(({ field, expected }) => [field, expected.en]);

describe('what is too large', () => {
  it.each([
    ['objects', many({})],
    ['nulls', many(null)],
    ['lists', many([])],
  ])('is refused for its size before any item of it is looked at (%s)', (_, lines) => {
    expect(fieldsOf({ title: 'x', lines })).toEqual([['lines', 'at most 3 items']]);
    expect(looked).toBe(0);
  });

  it('is refused in the same way at every depth', () => {
    const lines = [{ count: 1 }, { count: 2, words: many('x') }];
    expect(fieldsOf({ title: 'x', lines })).toEqual([['lines[1].words', 'at most 2 items']]);
    expect(looked).toBe(0);
  });

  it('is refused for its unknown keys before their values are looked at, and fifty of them are listed', () => {
    for (const [plain, path] of [
      [counted({ title: 'x', lines: [], ...keys(20_000) }), ''],
      [{ title: 'x', lines: [counted({ count: 1, ...keys(20_000) })] }, 'lines[0].'],
    ] as const) {
      const { errors } = readAs(Sheet, plain);
      const faults = faultsOf(errors);
      expect(faults).toHaveLength(50);
      expect(faults[0]).toMatchObject({ field: `${path}key0`, expected: { en: 'no such field: leave it out' } });
      expect(faultsBeyond(errors)).toBe(19_950);
      expect(looked).toBe(0);
    }
  });

  it('is not what is as large as it may be', () => {
    const plain = { title: 'x', lines: [{ count: 1, words: ['a', 'b'] }, { count: 2 }, { count: 3 }] };
    expect(readAs(Sheet, plain).errors).toEqual([]);
  });
});
