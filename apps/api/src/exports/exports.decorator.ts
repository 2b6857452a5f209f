import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Exported } from './columns.js';

/** Names, in an operation, what it can give whole. The finished document no longer holds it. */
export const EXPORTED = 'x-jalon-exported';
/** The parameter that chooses the form: it says how an answer is written, so no query has it. */
export const FORMAT = 'format';

/** A route whose answer can also be had whole, in other forms. */
export const Exports = (exported: Exported): MethodDecorator =>
  applyDecorators(SetMetadata(EXPORTED, exported), ApiExtension(EXPORTED, exported));
