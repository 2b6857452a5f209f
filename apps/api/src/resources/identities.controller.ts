import { Controller, Get, HttpCode, Inject, Module, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
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

  /**
   * The identities that log a person in, and those that once did: by provider, without the subjects, of which only hashes are
   * stored.
   */
  @Get(':id/identities')
  @Action('ListIdentities')
  @ApiOkResponse({ type: IdentityLinksBody })
  async listIdentities(@Http() { request }: HttpContext): Promise<IdentityLinksBody> {
    const { tenant } = callerOf(request);
    const links = await this.engine.records.identities.everyLinkOfPerson({ tenant, person: uuidIn(request, 'id') });
    return { items: links.map(bodyOf) };
  }

  /**
   * Links an identity of a provider to a person, who logs in by it from then on. Each event that is done by it names the
   * administrator, as `handedOverBy`: whose identity it is, nobody else can tell. In a production tenant the link waits for a
   * second person where the person holds more than ordinary roles or has an identity, and where the identity was another's.
   */
  @Post(':id/identities')
  @HttpCode(200)
  @Action('LinkIdentity')
  @ApiBody({ type: LinkIdentityBody })
  @ApiOkResponse({
    type: IdentityLinkBody,
    description: 'The identity leads to this person, or waits for a second person.',
  })
  async linkIdentity(
    @CommandInput() { issuer, subject }: LinkIdentityBody,
    @Http() { request }: HttpContext,
  ): Promise<IdentityLinkBody> {
    const linked = await this.engine.identityLinking.link(callerOf(request), uuidIn(request, 'id'), {
      issuer,
      subject,
    });
    if (typeof linked === 'string') throw new ApiProblem(linked);
    return bodyOf(linked);
  }

  /** Releases, as the second person, a link that waits for one. */
  @Post(':id/identities/:link/release')
  @HttpCode(200)
  @Action('ReleaseIdentity')
  @ApiOkResponse({ type: IdentityLinkBody, description: 'The identity leads to this person.' })
  async releaseIdentity(@Http() { request }: HttpContext): Promise<IdentityLinkBody> {
    const [person, id] = [uuidIn(request, 'id'), uuidIn(request, 'link')];
    const released = await this.engine.identityLinking.release(callerOf(request), person, id);
    if (typeof released === 'string') throw new ApiProblem(released);
    return bodyOf(released);
  }

  /** Removes a link: the identity leads to this person no more, within a minute. It is still listed. */
  @Post(':id/identities/:link/removal')
  @HttpCode(200)
  @Action('RemoveIdentity')
  @ApiOkResponse({ type: RemovedBody })
  async removeIdentity(@Http() { request }: HttpContext): Promise<RemovedBody> {
    const { tenant, person: by } = callerOf(request);
    const id = uuidIn(request, 'link');
    const account = { tenant, person: uuidIn(request, 'id') };
    if (!(await this.engine.records.identities.unlink(account, id, { at: Date.now(), by })))
      throw new ApiProblem('IDENTITY_LINK_UNKNOWN');
    return { id };
  }
}

const bodyOf = ({ id, issuer, how, by, at, ...link }: IdentityLink): IdentityLinkBody => ({
  ...{ id, issuer, how, by, at: new Date(at).toISOString() },
  handedOverBy: link.handedOverBy,
  waiting: link.waitsSince !== null,
  releasedBy: link.releasedBy,
  unlinkedAt: link.unlinkedAt === null ? null : new Date(link.unlinkedAt).toISOString(),
  unlinkedBy: link.unlinkedBy,
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
