import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { EXPORTED, FORMAT } from '../exports/exports.decorator.js';
import { QueryPipe, type RawQuery } from './query.pipe.js';

const rawQuery = createParamDecorator((_data: unknown, context: ExecutionContext): RawQuery => {
  const { query, params } = context.switchToHttp().getRequest<FastifyRequest>();
  const all = query as RawQuery['parameters'];
  const { [FORMAT]: _, ...others } = all;
  const exported = Reflect.hasMetadata(EXPORTED, context.getHandler());
  return { parameters: exported ? others : all, path: params as RawQuery['path'] };
});

/** The request's query, checked, as an instance of the parameter's class. */
export const Asked = (): ParameterDecorator => rawQuery(QueryPipe);
