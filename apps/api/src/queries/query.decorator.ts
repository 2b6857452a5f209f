import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { QueryPipe, type RawQuery } from './query.pipe.js';

const rawQuery = createParamDecorator((_data: unknown, context: ExecutionContext): RawQuery => {
  const { query, params } = context.switchToHttp().getRequest<FastifyRequest>();
  return { parameters: query as RawQuery['parameters'], path: params as RawQuery['path'] };
});

/** The request's query, checked, as an instance of the parameter's class. */
export const Asked = (): ParameterDecorator => rawQuery(QueryPipe);
