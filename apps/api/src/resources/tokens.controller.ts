import { Controller, Get, HttpCode, Inject, Module, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { ApiToken } from '@jalon/ports';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { CommandInput } from '../commands/command-endpoint.js';
import { callerOf, identifiedIn } from '../http/authentication.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Action } from '../http/policies.js';
import { QueryInput } from '../queries/query-endpoint.js';
import { uuidIn } from './identities.controller.js';
import { ListTokensQuery, MadeTokenBody, MakeTokenBody, TokenBody, TokensBody } from './tokens.dto.js';

@ApiTags('API tokens')
@Controller('v1/tokens')
export class TokensController {
  constructor(@Inject(ENGINE) private readonly engine: ApiEngine) {}

  /** Makes an API token for the caller, or, by an administrator, for a person of the kind `service`. It is shown this once. */
  @Post()
  @HttpCode(201)
  @Action('MakeApiToken')
  @ApiBody({ type: MakeTokenBody })
  @ApiCreatedResponse({ type: MadeTokenBody, description: 'The token, which is not shown again.' })
  async makeApiToken(
    @CommandInput() { name, roles, expiresInDays, person }: MakeTokenBody,
    @Http() { request }: HttpContext,
  ): Promise<MadeTokenBody> {
    const { caller, credential } = identifiedIn(request);
    const { token, secret } = await this.engine.apiTokens.make(caller, credential, {
      name,
      roles: roles ?? undefined,
      expiresInDays: expiresInDays ?? undefined,
      person: person ?? undefined,
    });
    return { token: secret, ...bodyOf(token) };
  }

  /** The caller’s API tokens, the newest first, also those that ended in the last 30 days. Administrators may name another person. */
  @Get()
  @Action('ListApiTokens')
  @ApiQuery({ name: 'person', required: false, schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: TokensBody })
  async listApiTokens(
    @QueryInput() { person }: ListTokensQuery,
    @Http() { request }: HttpContext,
  ): Promise<TokensBody> {
    const tokens = await this.engine.apiTokens.list(callerOf(request), person);
    return { items: tokens.map(bodyOf) };
  }

  /** Revokes an API token. It ends everywhere within a minute. */
  @Post(':id/revocation')
  @HttpCode(200)
  @Action('RevokeApiToken')
  @ApiOkResponse({ type: TokenBody, description: 'Revoked, or already so.' })
  async revokeApiToken(@Http() { request }: HttpContext): Promise<TokenBody> {
    const id = uuidIn(request, 'id');
    return bodyOf(await this.engine.apiTokens.revoke(callerOf(request), id));
  }
}

const bodyOf = (token: ApiToken) => ({
  id: token.id,
  name: token.name,
  person: token.person,
  roles: token.roles,
  organisation: token.organisation,
  madeBy: token.madeBy,
  madeAt: new Date(token.madeAt).toISOString(),
  expiresAt: new Date(token.expiresAt).toISOString(),
  lastUsedAt: momentOf(token.lastUsedAt),
  revokedAt: momentOf(token.revokedAt),
  revokedBy: token.revokedBy,
});

const momentOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Tokens for scripts and BI tools. */
@Module({ controllers: [TokensController] })
export class TokensModule {}
