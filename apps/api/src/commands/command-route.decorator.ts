import 'reflect-metadata';
import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { OutcomeBody } from './outcome.dto.js';

/** A route that makes a new thing. */
export function Creates(path = ''): MethodDecorator {
  return commandRoute(path, ApiCreatedResponse({ type: OutcomeBody, description: 'Done: there is a new thing.' }));
}

/** A route that changes a thing that is there. */
export function Changes(path = ''): MethodDecorator {
  return commandRoute(path);
}

function commandRoute(path: string, ...more: readonly MethodDecorator[]): MethodDecorator {
  return applyDecorators(
    Post(path),
    HttpCode(200),
    ApiOkResponse({ type: OutcomeBody, description: 'Done, or already so.' }),
    documentsBody,
    ...more,
  );
}

/** The method's first parameter is the command, and its class the body's schema. */
const documentsBody: MethodDecorator = (prototype, name, descriptor) => {
  const [command] = Reflect.getMetadata('design:paramtypes', prototype, name) as [new () => object];
  return ApiBody({ type: command })(prototype, name, descriptor);
};
