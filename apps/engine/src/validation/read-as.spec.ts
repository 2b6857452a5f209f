import { PublishNeed } from '@jalon/marketplace';
import { expectations } from './expectation.messages.js';
import fc from 'fast-check';
import { queryHandlers } from '@jalon/read-models';
import { arbitraryBody, spoiltBody } from '@jalon/testing';
import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync } from 'class-validator';
import { deciders, requestClasses } from '../domain.js';
import { fits, instantiate, UNDECIDED } from './compiled-class.js';
import { oversized } from './oversized.js';
import { compileChecks, compiledClass, controlCharactersIn, readAs, STRICT, type Reading } from './read-as.js';
import { faultsOf, unknownFieldIn } from './validation-faults.js';

const SOME_ID = '00000000-0000-4000-8000-0000000000b1';

type Class = ClassConstructor<object>;

const classes = requestClasses(deciders, queryHandlers({} as never));
const table = classes.map((type): [string, Class] => [type.name, type]);

/** The result of class-transformer and class-validator alone. */
function byMetadata(type: Class, plain: object): Reading<object> {
  const instance = plainToInstance(type, plain);
  return { instance, errors: validateSync(instance, STRICT) };
}

/** Everything that a caller can tell of a reading, also that it threw. */
function told(read: typeof byMetadata, type: Class, plain: object) {
  try {
    const { instance, errors } = read(type, plain);
    if (errors.length > 0) return { faults: faultsOf(errors), unknown: unknownFieldIn(errors) };
    return { instance, order: namesIn(instance) };
  } catch (error) {
    return { thrown: String(error) };
  }
}

const namesIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, inner]) => [name, namesIn(inner)])
    : 0;

const alone = (type: Class, plain: object): boolean => {
  const compiled = compiledClass(type);
  const instance = instantiate(compiled, plain);
  return instance !== UNDECIDED && fits(compiled, instance as object);
};

describe('what is given, read as a command or a query', () => {
  it('covers every command and query class', () => {
    expect(classes.length).toBeGreaterThan(50);
    expect(() => compileChecks(classes)).not.toThrow();
  });

  it.each(table)('as %s: the same instance, or the same faults, as by class-validator', (_name, type) => {
    fc.assert(
      fc.property(fc.oneof(arbitraryBody(type), spoiltBody(type)), (body) => {
        // class-validator knows no such check. It has a spec of its own.
        fc.pre(controlCharactersIn(body).length === 0);
        if (oversized(compiledClass(type), body).length > 0) {
          // Its size alone is told, and nothing within it.
          expect(byMetadata(type, body).errors).not.toEqual([]);
        } else expect(told(readAs, type, body)).toStrictEqual(told(byMetadata, type, body));
      }),
    );
  });

  it.each(table)('as %s: by its compiled checks alone when it fits', (_name, type) => {
    let fitting = 0;
    fc.assert(
      fc.property(arbitraryBody(type), (body) => {
        const accepted = byMetadata(type, body).errors.length === 0;
        if (accepted) fitting += 1;
        expect(alone(type, body)).toBe(accepted);
      }),
    );
    expect(fitting).toBeGreaterThan(0);
  });

  it.each(['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}'])(
    'leaves every class, and every object of the process, as it was when %s comes with a body, or for one of its fields',
    (text) => {
      const hostile = JSON.parse(text) as object;
      for (const type of classes) {
        const [body] = fc.sample(arbitraryBody(type), 1) as [object];
        told(readAs, type, { ...body, ...hostile });
        for (const field of Object.keys(body)) told(readAs, type, { ...body, [field]: hostile });
        // Instances of a class have these properties too, as every object does.
        expect([type.name, 'polluted' in type.prototype]).toEqual([type.name, false]);
      }
    },
  );
});

describe('control characters', () => {
  const wrong = (title: string, more: object = {}) =>
    faultsOf(readAs(PublishNeed, { organisation: SOME_ID, title, places: 1, ...more }).errors).map(
      ({ field }) => field,
    );

  it.each(['\u0000', '\u0007', '\u001B', '\u007F', '\u0085', '\uD800'])('refuses %j in any text', (sign) => {
    expect(wrong(`a${sign}b`)).toEqual(['title']);
    expect(wrong('ab', { location: { locality: `a${sign}b` } })).toEqual(['location.locality']);
    expect(wrong('ab', { source: { name: 'f', key: `a${sign}b` } })).toEqual(['source.key']);
  });

  it('lets tabs, line ends and every other sign through', () => {
    expect(wrong('Élan 🌱', { description: 'a\tb\r\nc\u00A0d\u200Be' })).toEqual([]);
  });

  it('says so in both languages', () => {
    const [fault] = faultsOf(readAs(PublishNeed, { organisation: SOME_ID, title: 'a\u0007', places: 1 }).errors);
    expect(fault?.expected).toEqual(expectations['plainText']?.());
  });
});

describe('the link of a need', () => {
  const wrong = (link: unknown) =>
    faultsOf(readAs(PublishNeed, { organisation: SOME_ID, title: 'a', places: 1, link }).errors).map(
      ({ field }) => field,
    );

  it.each(['https://example.org', 'http://intranet:8080/needs/7?a=b#c', 'https://exemple.fr/é', null])(
    'may be %j',
    (link) => expect(wrong(link)).toEqual([]),
  );

  it.each([
    'ftp://example.org/x',
    'javascript:alert(1)',
    '/needs/7',
    'https://u:p@example.org/',
    'https://a b.org/',
    '',
  ])('may not be %j', (link) => expect(wrong(link)).toEqual(['link']));
});
