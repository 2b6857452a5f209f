import { Controller, Get, HttpCode, Inject, Module, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { systemIds } from '@jalon/application';
import { isUuid, type Uuid } from '@jalon/kernel';
import type { IdentityLink } from '@jalon/ports';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { CommandInput } from '../commands/command-endpoint.js';
import { callerOf } from '../http/authentication.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Action } from '../http/policies.js';
import { ApiProblem } from '../problems/api-problem.js';
import { IdentityLinkBody, IdentityLinksBody, LinkIdentityBody, RemovedBody } from './identities.dto.js';

@ApiTags('Identities')
@Controller('v1/people')
export class IdentitiesController {
  constructor(@Inject(ENGINE) private readonly engine: ApiEngine) {}

  /** The identities that log a person in: by provider, without the subjects, of which only hashes are stored. */
  @Get(':id/identities')
  @Action('ListIdentities')
  @ApiOkResponse({ type: IdentityLinksBody })
  async listIdentities(@Http() { request }: HttpContext): Promise<IdentityLinksBody> {
    const { tenant } = callerOf(request);
    const links = await this.engine.records.identities.linksOfPerson({ tenant, person: uuidIn(request, 'id') });
    return { items: links.map(bodyOf) };
  }

  /** Links an identity of a provider to a person, who logs in by it from then on. */
  @Post(':id/identities')
  @HttpCode(200)
  @Action('LinkIdentity')
  @ApiBody({ type: LinkIdentityBody })
  @ApiOkResponse({ type: IdentityLinkBody, description: 'The identity leads to this person.' })
  async linkIdentity(
    @CommandInput() { issuer, subject }: LinkIdentityBody,
    @Http() { request }: HttpContext,
  ): Promise<IdentityLinkBody> {
    const { tenant, person: by } = callerOf(request);
    const person = uuidIn(request, 'id');
    if (!this.engine.trusts(tenant, issuer)) throw new ApiProblem('ISSUER_UNTRUSTED');
    const { revision } = await this.engine.streams.load({ category: 'person', tenant, id: person });
    if (revision === null) throw new ApiProblem('PERSON_NOT_REGISTERED');
    const link = { tenant, person, id: systemIds.next(), how: 'administrator', by, at: Date.now() } as const;
    const linked = await this.engine.records.identities.link({ issuer, subject }, link);
    if (linked.person !== person) throw new ApiProblem('IDENTITY_TAKEN');
    return bodyOf(linked);
  }

  /** Removes a link: the identity leads to this person no more, within a minute. */
  @Post(':id/identities/:link/removal')
  @HttpCode(200)
  @Action('RemoveIdentity')
  @ApiOkResponse({ type: RemovedBody })
  async removeIdentity(@Http() { request }: HttpContext): Promise<RemovedBody> {
    const { tenant } = callerOf(request);
    const id = uuidIn(request, 'link');
    const account = { tenant, person: uuidIn(request, 'id') };
    if (!(await this.engine.records.identities.unlink(account, id))) throw new ApiProblem('IDENTITY_LINK_UNKNOWN');
    return { id };
  }
}

const bodyOf = ({ id, issuer, how, by, at }: IdentityLink): IdentityLinkBody => ({
  id,
  issuer,
  how,
  by,
  at: new Date(at).toISOString(),
});

/** @throws ApiProblem PATH_INVALID */
export function uuidIn(request: HttpContext['request'], field: string): Uuid {
  const value: unknown = (request.params as Readonly<Record<string, unknown>>)[field];
  if (isUuid(value)) return value;
  throw new ApiProblem('PATH_INVALID', { params: { field } });
}

/** The identities of people. */
@Module({ controllers: [IdentitiesController] })
export class IdentitiesModule {}
