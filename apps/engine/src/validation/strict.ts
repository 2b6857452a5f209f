import type { ValidatorOptions } from 'class-validator';

/**
 * Nothing that the class does not name goes through. `forbidUnknownValues` is off because it refuses every object of a class
 * without fields (a withdrawal), also an empty one; the whitelist still refuses whatever such an object holds.
 */
export const STRICT: ValidatorOptions = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false };
