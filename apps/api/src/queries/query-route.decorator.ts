import 'reflect-metadata';
import { applyDecorators, Get } from '@nestjs/common';
import { ApiExtension, ApiExtraModels } from '@nestjs/swagger';

/** Names, in an operation, the class whose properties are its query parameters. The finished document no longer holds it. */
export const QUERY_CLASS = 'x-jalon-query-class';

/** A route that asks a query, which is the method's first parameter. */
export function Asks(path = ''): MethodDecorator {
  return applyDecorators(Get(path), documentsParameters);
}

const documentsParameters: MethodDecorator = (prototype, name, descriptor) => {
  const [query] = Reflect.getMetadata('design:paramtypes', prototype, name) as [new () => object];
  applyDecorators(ApiExtraModels(query), ApiExtension(QUERY_CLASS, query.name))(prototype, name, descriptor);
};
