import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';

/** About where someone is. */
export class AreaGiven {
  /**
   * Department, or foreign region.
   * @example "59"
   */
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z0-9@._-]{1,60}$/)
  department?: string | null;

  /**
   * Latitude (WGS 84), in 10⁻⁵ degree; needs a longitude.
   * @example 5069420
   */
  @IsOptional()
  @IsInt()
  @Min(-9_000_000)
  @Max(9_000_000)
  latitude?: number | null;

  /**
   * Longitude (WGS 84), in 10⁻⁵ degree; needs a latitude.
   * @example 317456
   */
  @IsOptional()
  @IsInt()
  @Min(-18_000_000)
  @Max(18_000_000)
  longitude?: number | null;
}

/** Where something happens. */
export class LocationGiven extends AreaGiven {
  /**
   * Town.
   * @example Roubaix
   */
  @IsOptional()
  @IsString()
  @Length(1, 120)
  locality?: string | null;
}
