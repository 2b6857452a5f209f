import { Exclude, Expose, Transform, Type, type TypeHelpOptions } from 'class-transformer';
import {
  Allow,
  IsDefined,
  IsInt,
  IsOptional,
  IsString,
  Min,
  registerDecorator,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  ValidatePromise,
} from 'class-validator';
import { fits, instantiate, UNDECIDED } from './compiled-class.js';
import { compiledClass, readAs } from './read-as.js';

class Inner {
  @IsInt()
  count!: number;
}

const later = (): PropertyDecorator => (prototype, propertyName) =>
  registerDecorator({
    name: 'later',
    async: true,
    target: prototype.constructor,
    propertyName: String(propertyName),
    validator: { validate: () => true },
  });

const unsaidLater = () => ValidateBy({ name: 'unsaid', validator: { validate: () => Promise.resolve(false) } });

const REFUSED: Record<string, () => new () => object> = {
  'field has a rule (later) that does not answer at once': () => {
    class Form {
      @later()
      field!: string;
    }
    return Form;
  },
  'field has a rule (unsaid) that does not answer at once': () => {
    class Form {
      @unsaidLater()
      field!: string;
    }
    return Form;
  },
  'field has a rule of the unknown kind promiseValidation': () => {
    class Form {
      @ValidatePromise()
      field!: unknown;
    }
    return Form;
  },
  'field has @Transform': () => {
    class Form {
      @Transform(({ value }) => String(value))
      @IsString()
      field!: string;
    }
    return Form;
  },
  'field has a @Type for values': () => {
    class Form {
      @Type(() => Date)
      @IsDefined()
      field!: Date;
    }
    return Form;
  },
  'field is a Map or a Set': () => {
    class Form {
      @Type(() => Inner)
      @ValidateNested()
      field!: Map<string, Inner>;
    }
    return Form;
  },
  'field has a @Type that depends on what is given': () => {
    class Form {
      @Type((given?: TypeHelpOptions) => (given?.property === 'field' ? Inner : Object))
      @ValidateNested()
      field!: object;
    }
    return Form;
  },
  'field has @ValidateNested without @Type': () => {
    class Form {
      @ValidateNested()
      field!: object;
    }
    return Form;
  },
  'holds itself': () => {
    class Form {
      @IsOptional()
      @ValidateNested()
      @Type(() => Form)
      field?: object;
    }
    return Form;
  },
  '@Expose or @Exclude': () => {
    class Form {
      @Expose({ name: 'other' })
      @IsString()
      field!: string;
    }
    return Form;
  },
  'gives itself more, which has no rule': () => {
    class Form {
      @IsString()
      field!: string;

      more = 1;
    }
    return Form;
  },
  'field is a method or an accessor': () => {
    class Form {
      @IsString()
      get field(): string {
        return 'x';
      }
    }
    return Form;
  },
};

describe('a compiled class', () => {
  it.each(Object.entries(REFUSED))('is refused where it %s', (what, declare) => {
    expect(() => compiledClass(declare())).toThrow(`Form: ${what}`);
  });

  it.each([
    ['@Expose', Expose()],
    ['@Exclude', Exclude()],
  ])('is refused where %s stands on the whole of it', (_what, mark) => {
    @mark
    class Form {
      @IsString()
      field!: string;
    }
    expect(() => compiledClass(Form)).toThrow('Form: @Expose or @Exclude');
  });

  it('is refused also where only what it holds cannot be compiled, however often it is asked for', () => {
    class Hidden {
      @Exclude()
      @IsString()
      field!: string;
    }
    class Form {
      @ValidateNested()
      @Type(() => Hidden)
      field!: Hidden;
    }
    expect(() => compiledClass(Form)).toThrow('Hidden: @Expose or @Exclude');
    expect(() => compiledClass(Form)).toThrow('Hidden: @Expose or @Exclude');
  });

  it('holds to conditions, to what is merely allowed, and to rules for each item', () => {
    class Form {
      @ValidateIf((form: Form) => form.strict === true)
      @IsInt({ each: true })
      @Min(1, { each: true, validateIf: (form: object) => 'strict' in form })
      counts!: number[];

      @Allow()
      strict?: unknown;
    }
    const alone = (plain: object) => {
      const compiled = compiledClass(Form);
      const form = instantiate(compiled, plain);
      return form !== UNDECIDED && fits(compiled, form as object);
    };
    for (const [plain, fitting] of [
      [{ counts: [1, 2], strict: true }, true],
      [{ counts: [1, 0], strict: true }, false],
      [{ counts: 'none', strict: true }, false],
      [{ counts: 'none', strict: false }, true],
      [{}, true],
    ] as const) {
      expect(alone(plain)).toBe(fitting);
      expect(readAs(Form, plain).errors.length === 0).toBe(fitting);
    }
  });
});
