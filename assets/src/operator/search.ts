/** What the operator's pages show, as it stands in their addresses: what one looks at can be shared. */

export const ranges = [1, 5, 15] as const;
export const looks = ['charts', 'table'] as const;
export const jobShows = ['all', 'running', 'waiting', 'dead'] as const;
export const actorShows = ['live', 'busy', 'failed', 'all'] as const;
export const orders = ['tree', 'depth', 'deferred', 'rate', 'p50', 'p99', 'restarts', 'age'] as const;

export type Range = (typeof ranges)[number];
export type Look = (typeof looks)[number];
export type JobShow = (typeof jobShows)[number];
export type ActorShow = (typeof actorShows)[number];
export type Order = (typeof orders)[number];

export interface OverviewSearch {
  /** Minutes. */
  range?: Range;
  look?: Look;
}

export interface JobsSearch {
  show?: JobShow;
  /** Only what is made of this one. */
  video?: string;
}

export interface ActorsSearch {
  q?: string;
  show?: ActorShow;
  order?: Order;
  /** The number of the one that is looked into. */
  actor?: number;
}

type Search = Record<string, unknown>;

const ID = /^[\w-]{1,64}$/;

/** One of the known values, unless it is what goes without saying. */
const known = <Value extends string | number>(values: readonly Value[], usual: Value, value: unknown) =>
  values.find((one) => one === value && one !== usual);

/** Digits come out of the address as a number. */
const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

export function overviewSearch(search: Search): OverviewSearch {
  const range = known(ranges, 5, search.range);
  const look = known(looks, 'charts', search.look);
  return { ...(range && { range }), ...(look && { look }) };
}

export function jobsSearch(search: Search): JobsSearch {
  const show = known(jobShows, 'all', search.show);
  const video = text(search.video);
  return { ...(show && { show }), ...(ID.test(video) && { video }) };
}

export function actorsSearch(search: Search): ActorsSearch {
  const q = text(search.q);
  const show = known(actorShows, 'live', search.show);
  const order = known(orders, 'tree', search.order);
  const actor = Number.isSafeInteger(search.actor) ? (search.actor as number) : undefined;
  return { ...(q && { q }), ...(show && { show }), ...(order && { order }), ...(actor !== undefined && { actor }) };
}
