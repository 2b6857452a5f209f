import { Type } from 'class-transformer';
import { CAUSES, type Cause } from '@jalon/kernel';
import { IsIn, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { ListQuery, OneQuery } from '../query/list.queries.js';

const NEED_STATUSES = ['open', 'closed'] as const;
const OFFER_STATUSES = ['open', 'withdrawn', 'ended'] as const;

/** What organisations ask for, latest published first. */
export class ListNeeds extends ListQuery {
  /** Only needs in this status. */
  @IsOptional()
  @IsIn(NEED_STATUSES)
  status?: (typeof NEED_STATUSES)[number];

  /** Only needs of this organisation. */
  @IsOptional()
  @IsUUID()
  organisation?: string;

  /** Only needs that serve this cause. */
  @IsOptional()
  @IsIn(CAUSES)
  cause?: Cause;
}

/** What employees have to give, latest published first: the caller's own, or all of them for the company. */
export class ListOffers extends ListQuery {
  /** Only offers in this status; `ended`: the employee has left. */
  @IsOptional()
  @IsIn(OFFER_STATUSES)
  status?: (typeof OFFER_STATUSES)[number];

  /** Only offers of this employee. */
  @IsOptional()
  @IsUUID()
  employee?: string;
}

/** One need. */
export class GetNeed extends OneQuery {}

/** One offer: the caller's own, or any for the company. */
export class GetOffer extends OneQuery {}

abstract class MatchesQuery extends OneQuery {
  /**
   * How many matches at most, the best first.
   * @example 20
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 20;
}

/** The open offers that fit a need, best first, each with its reasons. */
export class NeedMatches extends MatchesQuery {}

/** The open needs that fit an offer, best first, each with its reasons. */
export class OfferMatches extends MatchesQuery {}
